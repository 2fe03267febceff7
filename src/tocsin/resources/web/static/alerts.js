"use strict";
// Shows of the form what the chosen kind of rule has. Without this all fields show, and a wrong one is told.
(function () {
  var when = document.getElementById("when"), parts = document.querySelectorAll("#rule [data-for]");
  if (!when) return;
  function fit() {
    parts.forEach(function (part) {
      var fits = part.dataset.for.split(" ").indexOf(when.value) >= 0;
      part.hidden = !fits;
      part.querySelector("input").disabled = !fits;
    });
  }
  when.addEventListener("change", fit);
  fit();
})();
