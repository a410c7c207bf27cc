// A draft left open asks every ten seconds for the cells that others wrote; a cell being edited has another id, so it stays.
const EVERY = 10_000;
const news = document.querySelector("#news[data-address]");

export async function ask() {
  const { seen, address } = news.dataset;
  if (document.hidden) return;
  const answer = await fetch(`${address}?seen=${seen}`, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (!answer || answer.status !== 200) return;
  const arrived = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#news");
  for (const cell of arrived.querySelectorAll(".cell")) {
    const old = document.getElementById(cell.id);
    if (!old) continue;
    cell.removeAttribute("hx-swap-oob");
    old.replaceWith(cell);
    window.htmx?.process(cell);
  }
  news.dataset.seen = arrived.dataset.seen;
}

if (news) setInterval(ask, EVERY);
