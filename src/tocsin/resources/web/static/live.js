"use strict";
// Live changes, and `/` for the search. All of it is a convenience: the pages work without.
(function () {
  var root = document, last = Number(root.body.dataset.seq) || 0, first = last, count = 0, wanted = false, timer = 0;
  var news = root.getElementById("news"), quick = root.querySelector("[data-find]") || root.getElementById("quick");

  root.addEventListener("keydown", function (event) {
    var at = event.target, writing = at.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName);
    if (event.key !== "/" || writing || event.ctrlKey || event.metaKey || event.altKey || !quick) return;
    event.preventDefault();
    quick.focus();
    quick.select();
  });
  addEventListener("beforeprint", function () {
    root.querySelectorAll("details").forEach(function (d) { d.open = true; });
  });
  function reveal() {
    var target = location.hash.length > 1 && root.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var e = target; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
    if (target) target.scrollIntoView({ block: "center" });
  }
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();

  function tell() {
    if (!news || !count) return;
    var link = root.createElement("a");
    link.href = "/changes?since=" + first;
    link.textContent = count + (count === 1 ? " new change" : " new changes");
    news.replaceChildren(link);
  }
  function busy(region) {
    var picked = getSelection();
    return region.contains(root.activeElement) || (picked && !picked.isCollapsed && region.contains(picked.anchorNode));
  }
  // The page is asked for again and its live regions are put in the place of the old ones. What somebody is at stays.
  function renew(quiet) {
    var regions = Array.prototype.slice.call(root.querySelectorAll("[data-live][id]"));
    if (!regions.length || root.hidden) { wanted = true; return; }
    wanted = false;
    var ask = new XMLHttpRequest();
    ask.responseType = "document";
    ask.open("GET", root.body.dataset.again || location.pathname + location.search);
    ask.onload = function () {
      if (ask.status !== 200 || !ask.response) return;
      regions.forEach(function (old) {
        var next = ask.response.getElementById(old.id);
        if (!next || next.textContent === old.textContent && next.childElementCount === old.childElementCount) return;
        if (busy(old)) { wanted = true; return; }
        next.querySelectorAll("details[id]").forEach(function (d) {
          var before = root.getElementById(d.id);
          if (before && before.open) d.open = true;
        });
        old.replaceWith(root.adoptNode(next));
        if (quiet !== true) next.classList.add("fresh");
        next.dispatchEvent(new CustomEvent("renewed", { bubbles: true }));
      });
    };
    ask.send();
  }
  root.tocsinRenew = function () { renew(true); };
  root.addEventListener("visibilitychange", function () { if (!root.hidden && wanted) renew(); });
  root.addEventListener("focusout", function () { if (wanted) setTimeout(renew, 300); });

  // "12 minutes ago" stays true while the page is open. The desk's clock counts, not this machine's.
  var late = Date.parse(root.body.dataset.now) - Date.now();
  function ago(value) {
    var s = Math.trunc((Date.now() + late - Date.parse(value)) / 1000), a = Math.abs(s);
    var unit = a >= 86400 ? [86400, "day"] : a >= 3600 ? [3600, "hour"] : a >= 60 ? [60, "minute"] : null;
    if (!unit) return s >= 0 ? "just now" : "in a moment";
    var n = Math.floor(a / unit[0]), told = n + " " + unit[1] + (n === 1 ? "" : "s");
    return s > 0 ? told + " ago" : "in " + told;
  }
  setInterval(function () {
    root.querySelectorAll("time[data-ago]").forEach(function (t) {
      var told = ago(t.dateTime);
      if (t.textContent !== told) t.textContent = told;
    });
  }, 20000);

  if (!window.EventSource) return;
  var source = new EventSource("/events?after=" + last);
  source.addEventListener("change", function (event) {
    var change = JSON.parse(event.data);
    if (change.seq <= last) return;
    last = change.seq;
    count += 1;
    clearTimeout(timer);
    timer = setTimeout(function () { tell(); renew(); }, 700);
  });
  addEventListener("pagehide", function () { source.close(); });
})();
