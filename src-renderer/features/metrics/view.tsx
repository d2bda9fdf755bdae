export function MetricsView() {
  return <div className="empty">Metrics</div>;
}
