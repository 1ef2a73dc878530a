// Before the first paint: the script of the design system comes after it, and each dark page would flash white.

if (matchMedia("(prefers-color-scheme: dark)").matches) document.documentElement.dataset.frTheme = "dark";
