export function SourcesView() {
  return <div className="empty">Sources</div>;
}
