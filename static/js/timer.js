// Counts down what the server's clock says; this machine's own clock may be wrong by hours.

let offset = 0 // server time minus ours, in milliseconds
let best = Infinity

export function setClock(now) {
  const found = now - Date.now()
  // A message can only arrive late, so the largest offset heard is the closest to the truth; it is forgotten slowly.
  if (best === Infinity || found > offset || Math.abs(found - offset) > 2000) offset = found
  best = 0
}

export function start() {
  setInterval(tick, 250)
  document.addEventListener("room:changed", tick)
  tick()
}

function tick() {
  for (const passing of document.querySelectorAll("[data-until]")) {
    passing.hidden = Date.now() + offset > Number(passing.dataset.until) * 1000
  }
  const timer = document.querySelector(".timer")
  const big = document.querySelector(".big-timer")
  const text = timer && words(timer)
  if (timer) write(timer.querySelector(".timer-text"), text)
  if (timer) timer.toggleAttribute("data-late", Boolean(text?.startsWith("−")))
  if (big) write(big, text || "")
}

function words(timer) {
  const { ends, left } = timer.dataset
  if (!ends && left === "") return timer.querySelector(".timer-text").textContent
  const seconds = ends ? Math.round((Number(ends) * 1000 - Date.now() - offset) / 1000) : Number(left)
  const whole = Math.abs(seconds)
  const hours = Math.floor(whole / 3600)
  const rest = `${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`
  const days = Math.floor(hours / 24) // seconds mean nothing where days are left
  const clock = days ? `${days} ${timer.dataset.day} ${hours % 24} h` : hours ? `${hours}:${rest}` : rest
  return (seconds < 0 ? "−" : "") + clock + (ends ? "" : " ❚❚")
}

function write(place, text) {
  if (place && place.textContent !== text) place.textContent = text
}
