// A draft left open asks every five seconds for the cells that others wrote and for who is writing where; a cell being edited
// has another id, so it stays. While one is being edited here, it says so: which cell, never a word of what is typed.
const EVERY = 5_000;
const news = document.querySelector("#news[data-address]");
let told = "";

export async function ask() {
  const { seen, address } = news.dataset;
  if (document.hidden) return;
  await tell();
  const marked = document.querySelector(".writing-here") ? "&marked=1" : "";
  const answer = await fetch(`${address}?seen=${seen}${marked}`, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (!answer || answer.status !== 200) return;
  const arrived = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#news");
  for (const cell of arrived.querySelectorAll(".cell")) {
    const old = document.getElementById(cell.id);
    if (!old) continue;
    cell.removeAttribute("hx-swap-oob");
    old.replaceWith(cell);
    window.htmx?.process(cell);
  }
  mark(arrived.querySelectorAll("[data-cell]"));
  news.dataset.seen = arrived.dataset.seen;
}

function mark(people) {
  document.querySelectorAll(".writing-here").forEach(old => old.remove());
  for (const person of people) {
    const { cell } = person.dataset;
    const place = document.getElementById(`cell-${cell}`) ?? document.getElementById(`edit-${cell}`);
    const said = Object.assign(document.createElement("p"), { className: "writing-here", textContent: person.textContent });
    said.setAttribute("role", "status");
    place?.after(said);
  }
}

async function tell() {
  const editing = document.querySelector("form.cell.editing");
  const [, row, column] = editing?.id.match(/^edit-([0-9a-f-]{36})-(.+)$/) ?? ["", "", ""];
  if (!row && !told) return;
  told = row;
  const headers = { "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"] };
  await fetch(news.dataset.writing, { method: "POST", headers, body: new URLSearchParams({ row, column }) }).catch(() => null);
}

if (news) setInterval(ask, EVERY);
