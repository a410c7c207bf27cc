// One's own signs and dots: the shared notes never carry them, this browser lays them over.

export function start() {
  document.addEventListener("room:changed", draw)
  draw()
}

function draw() {
  const marks = document.getElementById("marks")
  if (!marks) return
  const signs = new Set(marks.dataset.reactions.split(" "))
  const listens = document.querySelector("#mine[data-listens]") !== null // whoever listens reads the signs, and puts none
  for (const sign of document.querySelectorAll("[data-mark]")) {
    sign.setAttribute("aria-pressed", String(signs.has(sign.dataset.mark)))
    sign.disabled = listens
  }
  const dots = new Set(marks.dataset.dots.trim().split(/\s+/).map((pair) => pair.split(":")[0]))
  for (const button of document.querySelectorAll("[data-dots]")) button.hidden = !dots.has(button.dataset.dots)
}
