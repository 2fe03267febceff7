"use strict";
// What was seen last of a story is kept on this machine alone and sent with the address; there is no cookie.
(function () {
  var body = document.body, here = location.pathname, key = "tocsin-seen" + here;
  function kept(name) { try { return Number(localStorage.getItem(name)) || 0; } catch (e) { return 0; } }
  function keep() { try { localStorage.setItem(key, document.getElementById("brief").dataset.seq); } catch (e) { /* then only in the address */ } }
  if (!new URLSearchParams(location.search).has("since")) {
    var since = Math.max(kept("tocsin-seen"), kept(key));
    if (since) {
      body.dataset.again = here + "?since=" + since;
      document.tocsinRenew();
    } else keep();
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a.seen");
    if (!link) return;
    event.preventDefault();
    keep();
    location.assign(here);
  });
})();
