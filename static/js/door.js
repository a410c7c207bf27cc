// A QR code carries the code of a session behind the # of its address, which no server sees: it is written into the form here, and
// kept when the page is asked for in another language.

const field = document.querySelector(".guest-door [name=code]")
const next = document.querySelector(".foot [name=next]")

function fill() {
  if (!location.hash) return
  field.value = location.hash.slice(1)
  next.value = location.pathname + location.hash
}

addEventListener("hashchange", fill)
fill()
