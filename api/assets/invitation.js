// Puts the account and the code of an invitation into the form: they stand behind the # of the address, which no server sees.
"use strict";

(() => {
  const told = /^#([\w.@-]{1,64})\/([0-9A-Za-z-]{16,24})$/.exec(location.hash);
  if (!told) return;
  history.replaceState(null, "", location.pathname + location.search); // neither the next page nor who looks over a shoulder
  document.getElementById("person").value = told[1];
  document.getElementById("code").value = told[2];
  document.getElementById("password").focus();
})();
