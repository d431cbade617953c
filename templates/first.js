try { document.documentElement.dataset.scheme = localStorage.getItem("scheme") || ""; } catch {}
document.documentElement.classList.add("scripted");
