"use strict";
// All of it is a convenience: the page works without.
(function () {
  var root = document, box = root.getElementById("filter"), find = root.getElementById("find"), found = root.getElementById("found");
  function reveal(element) {
    for (var e = element; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
  }
  function toHash() {
    var target = location.hash.length > 1 && root.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target) { reveal(target); target.scrollIntoView({ block: target.tagName === "MARK" ? "center" : "start" }); }
  }
  addEventListener("hashchange", toHash);
  if (location.hash) toHash();
  addEventListener("beforeprint", function () {
    root.querySelectorAll("details").forEach(function (d) { d.open = true; });
  });
  if (!box || !find) return;
  box.hidden = false;
  var items = Array.prototype.slice.call(root.querySelectorAll("main .f"));
  find.addEventListener("input", function () {
    var words = find.value.trim().toLocaleLowerCase(), n = 0;
    items.forEach(function (item) {
      var fits = !words || item.textContent.toLocaleLowerCase().indexOf(words) >= 0;
      item.classList.toggle("hidden", !fits);
      if (fits) n += 1;
      if (fits && words) reveal(item);
    });
    found.textContent = words ? n + (n === 1 ? " line" : " lines") : "";
  });
})();
