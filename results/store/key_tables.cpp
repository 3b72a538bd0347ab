#include "results/store/key_tables.hpp"

#include <fmt/format.h>

#include <utility>

namespace paretree::results {

NameTable::NameTable(const Connection& connection, std::string table)
    : connection_(connection), table_(std::move(table)) {
  Statement select = connection_.prepare(fmt::format("SELECT name, key FROM {}", table_));
  while (select.step()) {
    keys_.emplace(select.text(0), select.integer(1));
  }
}

std::int64_t NameTable::key(const std::string& name) {
  const auto found = keys_.find(name);
  if (found != keys_.end()) {
    return found->second;
  }
  const auto next = static_cast<std::int64_t>(keys_.size()) + 1;
  Statement insert = connection_.prepare(fmt::format("INSERT INTO {} VALUES (?, ?)", table_));
  insert.bind(1, next);
  insert.bind(2, name);
  insert.run();
  keys_.emplace(name, next);
  return next;
}

KeySet::KeySet(const Connection& connection, const std::string& table)
    : select_(connection.prepare(fmt::format("SELECT 1 FROM {} WHERE key = ?", table))) {}

bool KeySet::contains(std::uint64_t key) {
  if (last_ == key) {
    return true;
  }
  if (!known_.contains(key)) {
    select_.bind(1, key);
    const bool stored = select_.step();
    select_.reset();
    if (!stored) {
      return false;
    }
    add(key);
  }
  last_ = key;
  return true;
}

}  // namespace paretree::results
