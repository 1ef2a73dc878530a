"""Pages of the service: filed dossiers within the perimeter of each agent."""
