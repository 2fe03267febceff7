"use strict";
// Pointing at marked words (or reaching them by keyboard, or a tap) shows what they became. Without this, each leads to its line.
(function () {
  var root = document, text = root.getElementById("text"), about = root.getElementById("about"), at = null, timer = 0;
  if (!text || !about) return;
  var names = { advisory: "advice", window: "expected", statement: "said", figure: "number", event: "event", place: "place", time: "time", cue: "said", speaker: "said by", carrier: "carried by" };

  function lineOf(mark) {
    var anchor = (mark.id || mark.dataset.s || "").replace(/^s-/, "").replace(/-(cue|speaker|outcome|via-\d+|\d+)$/, "");
    return anchor && root.getElementById("l-" + anchor);
  }
  function add(parent, tag, cls, words) {
    if (!words) return;
    var made = root.createElement(tag);
    made.className = cls;
    made.textContent = words;
    parent.appendChild(made);
  }
  function words(element, part) { var found = element.querySelector(part); return found ? found.textContent.trim() : ""; }
  function show(mark) {
    var seen = [], made = root.createDocumentFragment();
    for (var m = mark; m && text.contains(m); m = m.parentElement && m.parentElement.closest("mark")) {
      var line = lineOf(m);
      if (!line || seen.indexOf(line) >= 0) continue;
      seen.push(line);
      var box = root.createElement("div"), tags = Array.prototype.map.call(line.querySelectorAll(".tag"), function (t) { return t.textContent; });
      add(box, "p", "what", (names[line.className] || line.className) + (tags.length ? " · " + tags.join(" · ") : ""));
      add(box, "p", "name", words(line, "b"));
      add(box, "p", "facts", words(line, "p.facts"));
      made.appendChild(box);
    }
    if (!seen.length) return hide();
    if (at) at.classList.remove("at");
    at = mark;
    at.classList.add("at");
    about.replaceChildren(made);
    about.hidden = false;
    beside(mark);
  }
  // Under the words where there is room, else above them; on a phone it keeps to the lower edge.
  function beside(mark) {
    about.style.left = about.style.top = about.style.right = about.style.bottom = "";
    if (innerWidth < 864) return;
    var word = mark.getClientRects()[0], box = about.getBoundingClientRect();
    var below = word.bottom + 10, above = word.top - box.height - 10;
    about.style.right = about.style.bottom = "auto";
    about.style.left = Math.max(12, Math.min(word.left, innerWidth - box.width - 12)) + "px";
    about.style.top = (below + box.height < innerHeight || above < 0 ? below : above) + "px";
  }
  function hide() {
    if (at) at.classList.remove("at");
    at = null;
    about.hidden = true;
  }
  function soon(mark) {
    clearTimeout(timer);
    timer = setTimeout(function () { if (mark) show(mark); else hide(); }, mark ? 60 : 250);
  }
  text.addEventListener("pointerover", function (event) {
    if (event.pointerType !== "touch") soon(event.target.closest("mark"));
  });
  text.addEventListener("pointerleave", function () { soon(null); });
  about.addEventListener("pointerenter", function () { clearTimeout(timer); });
  about.addEventListener("pointerleave", function () { soon(null); });
  text.addEventListener("focusin", function (event) { var mark = event.target.closest("mark"); if (mark) show(mark); });
  text.addEventListener("focusout", function () { soon(null); });
  var touched = false;
  text.addEventListener("pointerdown", function (event) { touched = event.pointerType === "touch"; });
  text.addEventListener("click", function (event) {
    var mark = event.target.closest("mark");
    if (!mark || !touched) return;
    event.preventDefault();
    clearTimeout(timer);
    show(mark);
  });
  root.addEventListener("click", function (event) { if (touched && !text.contains(event.target) && !about.contains(event.target)) hide(); });
  addEventListener("scroll", function () { if (at) beside(at); }, { passive: true });
  root.addEventListener("keydown", function (event) { if (event.key === "Escape") hide(); });
})();
