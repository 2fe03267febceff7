"use strict";
// Deadlines count on while a page stays open, by the rules of web/deadlines.py and by the server's clock.
(function () {
  var MINUTE = 60000, DAY = 1440 * MINUTE, SOON = 48 * 60;
  function length(minutes) {
    if (minutes < 120) return Math.floor(minutes) + " min";
    return minutes < SOON ? Math.floor(minutes / 60) + " h" : Math.floor(minutes / 1440) + " days";
  }
  function byDays(days) {
    if (days > 1) return ["in " + days.toLocaleString("en") + " days", days > 2 ? "ahead" : "soon"];
    if (days >= 0) return [days ? "tomorrow" : "today", "soon"];
    return [days === -1 ? "passed yesterday" : "passed " + (-days).toLocaleString("en") + " days ago", "passed"];
  }
  function told(data, now) {
    if (!data.first) return byDays(Math.round((Date.parse(data.due) - Math.floor(now / DAY) * DAY) / DAY));
    var first = Date.parse(data.first), last = Date.parse(data.last), about = first === last ? "" : "about ";
    if (about && first <= now && now <= last) return ["about now", "now"];
    var minutes = ((first + last) / 2 - now) / MINUTE;
    if (minutes > 0) return ["in " + about + length(minutes), minutes <= SOON ? "soon" : "ahead"];
    return ["passed " + about + length(-minutes) + " ago", "passed"];
  }
  // The server's clock, moved on by this machine's: whoever's own clock is wrong still reads the right time left.
  var offset = Date.parse(document.body.dataset.now) - Date.now() || 0;
  function tick() {
    var now = Date.now() + offset;
    document.querySelectorAll("[data-due]").forEach(function (e) {
      if (!e.dataset.due) return;
      var found = told(e.dataset, now);
      if (e.textContent === found[0]) return;
      e.textContent = found[0];
      ["passed", "now", "soon", "ahead"].forEach(function (state) { e.classList.toggle(state, state === found[1]); });
    });
  }
  tick();
  setInterval(tick, 15000);
  document.addEventListener("renewed", tick);
})();
