"use strict";
// The token is typed once for as long as this tab lives.
(function () {
  var fields = Array.prototype.slice.call(document.querySelectorAll("input.token")), key = "tocsin-token";
  try {
    fields.forEach(function (field) { field.value = field.value || sessionStorage.getItem(key) || ""; });
  } catch (e) { return; }
  fields.forEach(function (field) {
    field.addEventListener("input", function () {
      fields.forEach(function (other) { other.value = field.value; });
      try { sessionStorage.setItem(key, field.value); } catch (e) { /* then for this form alone */ }
    });
  });
})();
