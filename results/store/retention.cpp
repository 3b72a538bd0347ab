#include "results/store/retention.hpp"

#include "results/store/sqlite.hpp"

namespace paretree::results {

std::vector<RetentionChange> retention_changes(const Study& study) {
  const Connection connection(study.file(), Connection::Mode::read);
  std::vector<RetentionChange> changes;
  if (!connection.has_table("retention_change")) {
    return changes;
  }
  Statement select = connection.prepare(
      "SELECT batch, designs, retention, estimated_bytes, limit_bytes FROM retention_change "
      "ORDER BY number");
  while (select.step()) {
    changes.push_back({.batch = select.count(0),
                       .designs = select.count(1),
                       .retention = select.text(2),
                       .estimated_bytes = select.count(3),
                       .limit_bytes = select.count(4)});
  }
  return changes;
}

void change_retention(const Study& study, const RetentionChange& change) {
  const Connection connection(study.file(), Connection::Mode::write);
  Transaction transaction(connection);
  connection.execute(
      "CREATE TABLE IF NOT EXISTS retention_change(number INTEGER PRIMARY KEY, batch INTEGER NOT "
      "NULL, designs INTEGER NOT NULL, retention TEXT NOT NULL, estimated_bytes INTEGER NOT NULL, "
      "limit_bytes INTEGER NOT NULL)");
  Statement insert =
      connection.prepare("INSERT INTO retention_change VALUES (NULL, ?, ?, ?, ?, ?)");
  insert.bind(1, change.batch);
  insert.bind(2, change.designs);
  insert.bind(3, change.retention);
  insert.bind(4, change.estimated_bytes);
  insert.bind(5, change.limit_bytes);
  insert.run();
  Statement update = connection.prepare("UPDATE run SET retention = ?");
  update.bind(1, change.retention);
  update.run();
  transaction.commit();
}

}  // namespace paretree::results
