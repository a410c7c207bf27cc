// A button marked data-print opens the browser's print window; without scripts it stays hidden.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false
  button.addEventListener("click", () => {
    for (const closed of document.querySelectorAll(".restitution details:not([open])")) closed.open = true
    window.print()
  })
}
