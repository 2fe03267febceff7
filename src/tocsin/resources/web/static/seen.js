"use strict";
// What was seen last is kept on this machine alone and sent with the address; there is no cookie.
(function () {
  var key = "tocsin-seen", asked = new URLSearchParams(location.search), body = document.body;
  function kept() { try { return localStorage.getItem(key); } catch (e) { return null; } }
  function keep(seq) { try { localStorage.setItem(key, seq); } catch (e) { /* then only in the address */ } }
  function seqOf() { return document.getElementById("stories").dataset.seq; }
  if (!asked.has("since") && !asked.has("after")) {
    var since = kept();
    if (since === null) keep(seqOf());
    else if (/^\d+$/.test(since)) {
      body.dataset.again = "/?since=" + since;
      document.tocsinRenew();
    }
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a.seen");
    if (!link) return;
    event.preventDefault();
    keep(seqOf());
    location.assign("/");
  });
})();
