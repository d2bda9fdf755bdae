export function LiveView() {
  return <div className="empty">Live</div>;
}
