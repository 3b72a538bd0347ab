#include "results/store/sql_query.hpp"

#include "results/json.hpp"
#include "results/store/sqlite.hpp"
#include "results/store/study.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace paretree::results {

namespace {

/// Rows met by one call of an aggregate.
struct Gathered {
  std::vector<std::string> names;
  SqlPoints points;
  std::optional<std::vector<double>> reference;
};

// SQLite gives each call some zeroed bytes: the place of a pointer.
Gathered*& gathered(sqlite3_context* context) {
  return *static_cast<Gathered**>(sqlite3_aggregate_context(context, sizeof(Gathered*)));
}

void refuse(sqlite3_context* context, const std::string& message) {
  sqlite3_result_error(context, message.c_str(), -1);
}

std::string text_of(sqlite3_value* value) {
  const auto* text = sqlite3_value_text(value);
  return text == nullptr ? "" : reinterpret_cast<const char*>(text);
}

/// The numbers from `first` on, every `step`-th; nothing where one is NULL.
std::optional<std::vector<double>> numbers(int count, sqlite3_value** values, int first, int step) {
  std::vector<double> list;
  for (int i = first; i < count; i += step) {
    const int type = sqlite3_value_type(values[i]);
    if (type == SQLITE_NULL) {
      return std::nullopt;
    }
    if (type != SQLITE_INTEGER && type != SQLITE_FLOAT) {
      throw std::invalid_argument(fmt::format("'{}' is not a number", text_of(values[i])));
    }
    list.push_back(sqlite3_value_double(values[i]));
  }
  return list;
}

void gather(Gathered& all, const std::vector<double>& row) {
  all.points.width = row.size();
  all.points.values.insert(all.points.values.end(), row.begin(), row.end());
}

// Nothing may be thrown through SQLite, which is C.
template <typename Body>
void guarded(sqlite3_context* context, const Body& body) {
  try {
    body();
  } catch (const std::exception& error) {
    refuse(context, error.what());
  }
}

void pareto_step(sqlite3_context* context, int count, sqlite3_value** values) {
  guarded(context, [&] {
    if (count < 2) {
      throw std::invalid_argument("pareto(name, number, ...) needs a name and a number");
    }
    Gathered*& all = gathered(context);
    all = all == nullptr ? new Gathered : all;
    if (const auto row = numbers(count, values, 1, 1)) {
      all->names.push_back(text_of(values[0]));
      gather(*all, *row);
    }
  });
}

void hypervolume_step(sqlite3_context* context, int count, sqlite3_value** values) {
  guarded(context, [&] {
    if (count < 2 || count % 2 != 0) {
      throw std::invalid_argument(
          "hypervolume(number, reference, number, reference, ...) needs pairs");
    }
    Gathered*& all = gathered(context);
    all = all == nullptr ? new Gathered : all;
    const auto reference = numbers(count, values, 1, 2);
    if (!reference || (all->reference && *all->reference != *reference)) {
      throw std::invalid_argument("the reference point of hypervolume must be one point");
    }
    all->reference = reference;
    if (const auto row = numbers(count, values, 0, 2)) {
      gather(*all, *row);
    }
  });
}

const SqlAggregates& aggregates_of(sqlite3_context* context) {
  return *static_cast<const SqlAggregates*>(sqlite3_user_data(context));
}

void pareto_end(sqlite3_context* context) {
  const std::unique_ptr<Gathered> all(gathered(context));
  guarded(context, [&] {
    Json list = Json::array();
    if (all && !all->names.empty()) {
      for (const std::size_t row : aggregates_of(context).nondominated(all->points)) {
        list.push_back(all->names[row]);
      }
    }
    const std::string text = list.dump(-1, ' ', false, Json::error_handler_t::replace);
    sqlite3_result_text(context, text.c_str(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
  });
}

void hypervolume_end(sqlite3_context* context) {
  const std::unique_ptr<Gathered> all(gathered(context));
  guarded(context, [&] {
    const bool any = all && all->reference && all->points.width > 0;
    sqlite3_result_double(
        context, any ? aggregates_of(context).hypervolume(all->points, *all->reference) : 0);
  });
}

/// Only what reads: SELECT with its parts, and functions but those that load code or files.
int permit(void*, int action, const char*, const char* detail, const char*, const char*) {
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
      return SQLITE_OK;
    case SQLITE_FUNCTION:
      return detail != nullptr && std::string_view(detail) == "load_extension" ? SQLITE_DENY
                                                                               : SQLITE_OK;
    default:
      return SQLITE_DENY;
  }
}

void check(sqlite3* database, int code, const std::string& what) {
  if (code != SQLITE_OK) {
    throw std::invalid_argument(fmt::format("{}: {}", what, sqlite3_errmsg(database)));
  }
}

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

Cell cell_of(sqlite3_stmt* row, int column) {
  switch (sqlite3_column_type(row, column)) {
    case SQLITE_NULL:
      return std::monostate{};
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(row, column)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(row, column);
    default: {
      const auto* text = sqlite3_column_text(row, column);
      return text == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(text));
    }
  }
}

}  // namespace

Table run_query(const std::string& file, const std::string& sql, const SqlAggregates& aggregates) {
  // Says what is wrong with a file that is no study, and is a reader beside the one that asks.
  const Study study = Study::open(file, Study::Access::read);
  const Connection connection(file, Connection::Mode::read);
  sqlite3* database = connection.handle();
  SqlAggregates callbacks = aggregates;
  constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
  check(database,
        sqlite3_create_function_v2(database, "pareto", -1, flags, &callbacks, nullptr, pareto_step,
                                   pareto_end, nullptr),
        "pareto");
  check(database,
        sqlite3_create_function_v2(database, "hypervolume", -1, flags, &callbacks, nullptr,
                                   hypervolume_step, hypervolume_end, nullptr),
        "hypervolume");
  // Making these tables known counts as creating one, which is refused from here on.
  connection.execute("SELECT 1 FROM json_each('[]'); SELECT 1 FROM json_tree('[]')");
  sqlite3_set_authorizer(database, permit, nullptr);
  sqlite3_stmt* raw = nullptr;
  const char* rest = nullptr;
  const int code =
      sqlite3_prepare_v2(database, sql.c_str(), static_cast<int>(sql.size()), &raw, &rest);
  const std::unique_ptr<sqlite3_stmt, Finalize> statement(raw);
  if (code == SQLITE_AUTH) {
    throw std::invalid_argument("only a SELECT is run: this study is for reading");
  }
  check(database, code, "the query");
  if (raw == nullptr) {
    throw std::invalid_argument("the query is empty");
  }
  if (std::string_view(rest).find_first_not_of(" \t\r\n;") != std::string_view::npos) {
    throw std::invalid_argument(fmt::format("one query at a time: '{}' is left over", rest));
  }
  Table table;
  for (int column = 0; column < sqlite3_column_count(raw); ++column) {
    table.columns.emplace_back(sqlite3_column_name(raw, column));
  }
  int step = SQLITE_ROW;
  while ((step = sqlite3_step(raw)) == SQLITE_ROW) {
    std::vector<Cell>& row = table.rows.emplace_back();
    for (int column = 0; column < sqlite3_column_count(raw); ++column) {
      row.push_back(cell_of(raw, column));
    }
  }
  check(database, step == SQLITE_DONE ? SQLITE_OK : step, "the query");
  return table;
}

}  // namespace paretree::results
