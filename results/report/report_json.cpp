#include "results/report/cloud.hpp"
#include "results/report/report_page.hpp"
#include "results/report/sample.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace paretree::results {

namespace {

/// Values that occur many times, stored once.
class Pool {
 public:
  [[nodiscard]] std::size_t number(const Json& value) {
    const auto [place, is_new] = known_.emplace(value.dump(), values_.size());
    if (is_new) {
      values_.push_back(value);
    }
    return place->second;
  }
  [[nodiscard]] const Json& values() const { return values_; }

 private:
  std::map<std::string, std::size_t> known_;
  Json values_ = Json::array();
};

/// Designs on the front of some two figures: a staircase of the page is that of all designs.
std::set<std::size_t> staircases(const Cloud& cloud) {
  std::vector<std::vector<double>> minimised;
  for (std::size_t number = 0; number < cloud.figures().size(); ++number) {
    std::vector<double>& column = minimised.emplace_back();
    column.reserve(cloud.size());
    for (std::size_t design = 0; design < cloud.size(); ++design) {
      const double value = cloud.figure(design, number);
      column.push_back(cloud.figures()[number].maximise ? -value : value);
    }
  }
  std::set<std::size_t> members;
  for (std::size_t x = 0; x < minimised.size(); ++x) {
    for (std::size_t y = x + 1; y < minimised.size(); ++y) {
      for (const std::size_t design : front_of_two(minimised[x], minimised[y])) {
        members.insert(design);
      }
    }
  }
  return members;
}

std::vector<std::size_t> without(const std::vector<std::size_t>& all,
                                 const std::set<std::size_t>& taken) {
  std::vector<std::size_t> rest;
  for (const std::size_t design : all) {
    if (taken.count(design) == 0) {
      rest.push_back(design);
    }
  }
  return rest;
}

/// The designs of the page's rows, ascending.
std::set<std::size_t> chosen_rows(const Cloud& cloud, const std::vector<std::size_t>& front,
                                  std::size_t count) {
  const std::vector<std::uint32_t> strata = cloud.strata();
  const std::set<std::size_t> corners = staircases(cloud);
  std::set<std::size_t> rows;
  const auto claim = [&](const std::vector<std::size_t>& designs) {
    const std::vector<std::size_t> rest = without(designs, rows);
    for (const std::size_t design :
         stratified_sample(rest, strata, count - std::min(count, rows.size()))) {
      rows.insert(design);
    }
  };
  std::vector<std::size_t> both;
  for (const std::size_t member : front) {
    if (corners.count(member) > 0) {
      both.push_back(member);
    }
  }
  claim(both);
  claim(front);
  claim({corners.begin(), corners.end()});
  std::vector<std::size_t> all(cloud.size());
  for (std::size_t design = 0; design < cloud.size(); ++design) {
    all[design] = design;
  }
  claim(all);
  return rows;
}

Json figure_json(const ObjectiveColumn& column) {
  return {{"name", column.name},
          {"maximise", column.maximise},
          {"objective", column.objective},
          {"sampled", column.sampled}};
}

/// A list of flat objects of the same keys as {keys, rows}.
Json as_table(const Json& list) {
  Json table = {{"keys", Json::array()}, {"rows", Json::array()}};
  for (const Json& object : list) {
    for (const auto& [key, value] : object.items()) {
      if (std::find(table["keys"].begin(), table["keys"].end(), key) == table["keys"].end()) {
        table["keys"].push_back(key);
      }
    }
  }
  for (const Json& object : list) {
    Json row = Json::array();
    for (const Json& key : table["keys"]) {
      row.push_back(object.value(key.get<std::string>(), Json()));
    }
    table["rows"].push_back(std::move(row));
  }
  return table;
}

struct Pools {
  Pool models, hardware, constants, fidelities;
};

Json row_json(const DesignRow& row, std::size_t place, const DesignCard& card, bool on_front,
              Pools& pools) {
  Json json = {{"design", row.design},
               {"at", place},
               {"model", pools.models.number(Json::parse(row.model_json))},
               {"hardware", pools.hardware.number(Json::parse(row.hardware_json))},
               {"format_id", row.format},
               {"fidelity", pools.fidelities.number(row.fidelity)}};
  if (on_front) {
    json["front"] = true;
    json["probability"] = row.probability ? Json(*row.probability) : Json();
  }
  for (const auto& [column, interval] : row.intervals) {
    json["intervals"][column] = {interval.first, interval.second};
  }
  Json details = card ? card(row) : Json();
  if (details.is_object()) {
    if (details.contains("stages")) {
      details["stages"] = as_table(details["stages"]);
    }
    if (details.contains("constants")) {
      Json numbers = Json::array();
      for (const Json& constant : details["constants"]) {
        numbers.push_back(pools.constants.number(constant));
      }
      details["constants"] = std::move(numbers);
    }
    json["card"] = std::move(details);
  }
  return json;
}

/// The rows that are not on the front. One pass over the study: ids have an index only once it is
/// finished, and a report may be asked for before.
std::map<std::string, DesignRow> rows_by_id(const Study& study, const Cloud& cloud,
                                            const std::set<std::size_t>& rows,
                                            const std::map<std::size_t, DesignRow>& front_rows) {
  std::set<std::string> wanted;
  for (const std::size_t design : rows) {
    if (!front_rows.contains(design)) {
      wanted.insert(cloud.id(design));
    }
  }
  std::map<std::string, DesignRow> found;
  study.for_each_design([&](const DesignRow& row) {
    if (wanted.contains(row.design)) {
      found.emplace(row.design, row);
    }
  });
  return found;
}

}  // namespace

Json report_json(const Study& study, const ReportLimits& limits, const DesignCard& card) {
  const RunRow run = study.run();
  const Progress progress = study.progress();
  const Cloud cloud(study);
  std::map<std::size_t, DesignRow> front_rows;
  for (DesignRow& row : study.front()) {
    front_rows.emplace(cloud.find(row.design), std::move(row));
  }
  front_rows.erase(cloud.size());
  std::vector<std::size_t> front;
  for (const auto& [design, row] : front_rows) {
    front.push_back(design);
  }
  const std::set<std::size_t> rows = chosen_rows(cloud, front, limits.rows);

  // The cloud: all rows, then designs spread evenly over the order of ids, which are hashes.
  std::vector<std::size_t> others;
  for (std::size_t design = 0; design < cloud.size(); ++design) {
    if (rows.count(design) == 0) {
      others.push_back(design);
    }
  }
  std::vector<std::size_t> shown(rows.begin(), rows.end());
  const std::size_t room = limits.cloud - std::min(limits.cloud, shown.size());
  for (const std::size_t design : even_sample(others, room)) {
    shown.push_back(design);
  }

  Json json = {{"name", run.name},
               {"program_version", run.program_version},
               {"space", run.space},
               {"retention", run.retention},
               {"seed", run.seed},
               {"sweep", run.sweep_text},
               {"progress",
                {{"evaluated", progress.evaluated},
                 {"feasible", progress.feasible},
                 {"closed", progress.closed},
                 {"finished", progress.finished}}},
               {"kept", cloud.size()},
               {"front", front.size()},
               {"shown", shown.size()}};
  json["infeasible"] = Json::array();
  for (const auto& [reason, designs] : progress.infeasible) {
    json["infeasible"].push_back({{"reason", reason}, {"designs", designs}});
  }
  for (const CertificateRow& statement : study.certificate()) {
    json["certificate"][statement.name] = Json::parse(statement.json);
  }
  json["figures"] = Json::array();
  json["axes"] = Json::array();
  for (std::size_t number = 0; number < cloud.figures().size(); ++number) {
    Json figure = figure_json(cloud.figures()[number]);
    figure.update(cloud.figure_column(number, shown));
    json["figures"].push_back(std::move(figure));
  }
  for (std::size_t number = 0; number < cloud.axes().size(); ++number) {
    json["axes"].push_back(cloud.axis_column(number, shown));
  }

  Pools pools;
  json["rows"] = Json::array();
  const std::map<std::string, DesignRow> further = rows_by_id(study, cloud, rows, front_rows);
  std::size_t place = 0;
  for (const std::size_t design : rows) {
    const std::size_t at = place++;
    const auto member = front_rows.find(design);
    const bool on_front = member != front_rows.end();
    const auto other = further.find(cloud.id(design));
    // A run that goes on may have dropped it since the columns were read.
    if (on_front || other != further.end()) {
      json["rows"].push_back(
          row_json(on_front ? member->second : other->second, at, card, on_front, pools));
    }
  }
  json["models"] = pools.models.values();
  json["hardware"] = pools.hardware.values();
  json["constants"] = pools.constants.values();
  json["fidelities"] = pools.fidelities.values();
  return json;
}

}  // namespace paretree::results
