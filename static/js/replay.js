// A closed session again: the slider and the moments change the scene in place; without this script each is a page.

const replay = document.querySelector("[data-replay]")
const slider = replay?.querySelector("input[type=range]")
let asked = 0

async function show(number) {
  const turn = (asked += 1)
  const answer = await fetch(`?at=${number}`)
  if (!answer.ok || turn !== asked) return
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  const scene = page.getElementById("scene")
  const old = document.getElementById("scene")
  if (turn !== asked || !scene || !old) return
  const rel = old.contains(document.activeElement) && document.activeElement.rel
  old.replaceWith(scene)
  if (rel) (scene.querySelector(`a[rel=${rel}]`) || scene.querySelector("a.btn"))?.focus()
  const now = scene.dataset.number
  if (document.activeElement !== slider) slider.value = now
  for (const link of replay.querySelectorAll(".replay-moments a")) {
    if (link.dataset.at === now) link.setAttribute("aria-current", "step")
    else link.removeAttribute("aria-current")
  }
  history.replaceState(null, "", `?at=${now}`)
}

slider?.addEventListener("input", () => show(slider.value))
replay?.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-at]")
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  show(link.dataset.at)
})
