"use strict";
// Draws the network that the server has laid out. Nothing moves by itself; the table says the same.
// The library that draws is larger than the page: it is fetched when the picture comes near the screen.
(() => {
  const box = document.querySelector("[data-network]");
  if (!box) return;
  box.hidden = false;
  const watch = new IntersectionObserver((seen) => {
    if (!seen.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    // Without the library or the data there is nothing to show: the table stays.
    Promise.all([read(), library()]).then(([data]) => draw(data)).catch(() => { box.hidden = true; });
  }, { rootMargin: "200px" });
  watch.observe(box);

  function library() {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.addEventListener("load", resolve);
      script.addEventListener("error", reject);
      script.src = box.dataset.script;
      document.head.append(script);
    });
  }

  // What is about a citizen stands in the page itself: it is never asked for by an address.
  async function read() {
    if (box.dataset.network.startsWith("{")) return JSON.parse(box.dataset.network);
    const answer = await fetch(box.dataset.network);
    if (!answer.ok) throw new Error("no data");
    return answer.json();
  }

  function draw(data) {
    const canvas = box.querySelector(".network-canvas");
    const said = box.querySelector(".network-said");
    // Rings are laid out for a frame that is broader than high: on a telephone they and their boxes are narrower.
    const onRings = !("parts" in data);
    const upright = onRings && canvas.clientHeight >= canvas.clientWidth ? 1.45 : 1;
    const nodes = new Map(data.nodes.map((node) => [node.id, { ...node, x: node.x / upright, y: node.y * upright }]));

    const network = new vis.Network(
      canvas,
      { nodes: [...nodes.values()].map(drawnNode), edges: data.edges.map(drawnEdge) },
      {
        physics: false,
        layout: { improvedLayout: false },
        interaction: { dragNodes: false, hover: true, keyboard: false, zoomView: false, navigationButtons: false, tooltipDelay: 1e9 },
        nodes: { shape: "box", margin: 9, borderWidth: 1, widthConstraint: { maximum: 190 / upright }, font: { face: "IBM Plex Sans", size: 20, color: "#1a1a1a" } },
        edges: { smooth: false },
      }
    );

    function drawnNode(node) {
      const centre = node.id === data.centre;
      return {
        id: node.id, label: node.label, x: node.x, y: node.y, fixed: true,
        color: centre
          ? { background: "#0b4a5e", border: "#0b4a5e", highlight: { background: "#07323f", border: "#b35a00" }, hover: { background: "#07323f", border: "#07323f" } }
          : { background: "#eef4f6", border: "#7b8d94", highlight: { background: "#fff4e2", border: "#b35a00" }, hover: { background: "#dfeaee", border: "#0b4a5e" } },
        font: centre ? { color: "#ffffff" } : {},
      };
    }

    // What it is, by its end; how sure it is, by the stroke; several between two step aside for each other.
    function sortedEdge(edge) {
      const color = edge.fresh ? "#0b4a5e" : "#8a5a00";
      return {
        from: edge.from, to: edge.to, dashes: !edge.fresh, width: edge.sort === "several" ? 4 : 1.6,
        arrows: edge.sort === "directed" ? { to: { enabled: true, scaleFactor: 0.7 } }
          : edge.sort === "part" ? { to: { enabled: true, type: "circle", scaleFactor: 0.5 } } : "",
        smooth: edge.bend ? { enabled: true, type: edge.bend > 0 ? "curvedCW" : "curvedCCW", roundness: 0.12 * Math.abs(edge.bend) } : false,
        color: { color, highlight: "#b35a00", hover: color, opacity: 0.75 },
      };
    }

    function drawnEdge(edge) {
      if (edge.sort) return sortedEdge(edge);
      const own = edge.from === data.centre || edge.to === data.centre;
      return {
        from: edge.from, to: edge.to, arrows: { to: { enabled: true, scaleFactor: 0.6 } }, width: own ? 1.8 : 1,
        color: { color: own ? "#5f7780" : "#c3d0d5", highlight: "#b35a00", hover: "#0b4a5e" },
      };
    }

    function describe(id) {
      const ties = data.edges.filter((edge) => edge.from === id || edge.to === id).slice(0, 3);
      const words = ties.map((edge) => `${nodes.get(edge.from).label} – ${edge.label || edge.title || ""} – ${nodes.get(edge.to).label}`);
      return [nodes.get(id).label, ...words].join(". ");
    }

    // Without a centre one begins with whoever stands nearest to the middle.
    const middle = [...nodes.values()].reduce((best, node) => (Math.hypot(node.x, node.y) < Math.hypot(best.x, best.y) ? node : best));
    const begin = data.centre || middle.id;
    let chosen = null;
    function choose(id) {
      chosen = id;
      network.selectNodes([id]);
      const view = network.DOMtoCanvas({ x: canvas.clientWidth, y: canvas.clientHeight });
      const origin = network.DOMtoCanvas({ x: 0, y: 0 });
      const at = nodes.get(id);
      if (at.x < origin.x || at.x > view.x || at.y < origin.y || at.y > view.y) network.moveTo({ position: { x: at.x, y: at.y } });
      said.textContent = describe(id);
    }

    function open(id) {
      if (id.startsWith("part:")) {
        const part = document.getElementById(id.replace(":", "-"));
        part.open = true;
        part.querySelector("summary").focus();
      }
      if (!id.startsWith("actor:")) return;
      const address = box.dataset.page.replace("ID", encodeURIComponent(id));
      // What came by POST cannot be gone back to.
      if ("beside" in box.dataset) window.open(address, "_blank", "noopener");
      else window.location.href = address;
    }

    // The nearest node in the arrow's direction; what lies straight ahead counts more than what lies aside.
    function towards(key) {
      const from = nodes.get(chosen ?? begin);
      const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
      let best = null;
      for (const node of nodes.values()) {
        if (node.id === from.id) continue;
        const ahead = (node.x - from.x) * step[0] + (node.y - from.y) * step[1];
        const aside = Math.abs((node.x - from.x) * step[1]) + Math.abs((node.y - from.y) * step[0]);
        if (ahead <= 0) continue;
        const cost = ahead + 2 * aside;
        if (best === null || cost < best.cost) best = { id: node.id, cost };
      }
      return best === null ? from.id : best.id;
    }

    canvas.addEventListener("keydown", (event) => {
      if (event.key.startsWith("Arrow")) choose(towards(event.key));
      else if (event.key === "Home") choose(begin);
      else if (event.key === "Enter" && chosen !== null) open(chosen);
      else if (event.key === "+") zoom(1.25);
      else if (event.key === "-") zoom(0.8);
      else return;
      event.preventDefault();
    });
    canvas.addEventListener("focus", () => { if (chosen === null && canvas.matches(":focus-visible")) choose(begin); });
    network.on("selectNode", (event) => choose(event.nodes[0]));
    network.on("doubleClick", (event) => { if (event.nodes.length) open(event.nodes[0]); });

    function zoom(factor) {
      network.moveTo({ scale: Math.min(3, Math.max(0.2, network.getScale() * factor)) });
    }
    const acts = { in: () => zoom(1.25), out: () => zoom(0.8), fit: () => network.fit() };
    for (const button of box.querySelectorAll("[data-zoom]")) button.addEventListener("click", acts[button.dataset.zoom]);
    network.fit();
  }
})();
