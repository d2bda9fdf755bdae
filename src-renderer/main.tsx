import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import "dockview-react/dist/styles/dockview.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/ui.css";
import "./styles/frame.css";
import "./styles/start.css";
import "./styles/live.css";
import "./styles/charts.css";
import "./styles/inspector.css";
import "./styles/pages.css";
import "./styles/zoomed.css";
import "./styles/csv-preview.css";
import "./styles/queue.css";
import "./styles/metrics.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./frame/app.tsx";
import { preloadView } from "./frame/views.tsx";

// The screen that comes first, when the main process knows it: once the frame is about to be painted.
if (location.hash === "#live") requestAnimationFrame(() => preloadView("live"));

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
