"use strict";
// Dark, light, or as the system says; remembered on this machine. It runs before the page is drawn, so that nothing flashes.
(function () {
  var names = ["auto", "light", "dark"], kept = "auto";
  try { kept = localStorage.getItem("tocsin-theme") || "auto"; } catch (e) { /* nothing may be kept here */ }
  function show(name) {
    if (names.indexOf(name) < 0) name = "auto";
    kept = name;
    if (name === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = name;
  }
  show(kept);
  document.addEventListener("DOMContentLoaded", function () {
    var button = document.getElementById("theme");
    if (!button) return;
    function label() {
      button.textContent = { auto: "◐ Auto", light: "○ Light", dark: "● Dark" }[kept];
      button.setAttribute("aria-label", "Colours: " + kept + ". Change");
    }
    button.hidden = false;
    label();
    button.addEventListener("click", function () {
      show(names[(names.indexOf(kept) + 1) % names.length]);
      try { localStorage.setItem("tocsin-theme", kept); } catch (e) { /* then only for this page */ }
      label();
    });
  });
})();
