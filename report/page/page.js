"use strict";
// Without this script the page is complete; with it, the list can be searched.
const box = document.getElementById("search");
if (box) {
  const rows = document.querySelectorAll("#addresses tbody tr");
  box.closest("form").hidden = false;
  box.addEventListener("input", () => {
    const wanted = box.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });
  box.closest("form").addEventListener("submit", (event) => event.preventDefault());
}
