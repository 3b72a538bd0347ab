#include "dse/study/compare.hpp"

#include "dse/core/objective.hpp"
#include "dse/study/design_card.hpp"
#include "dse/study/front_measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>

namespace paretree::dse {

namespace {

using results::Json;

/// One study's answer and what is asked about designs that are not in it.
struct Side {
  const results::Study* study = nullptr;
  results::RunRow run;
  std::vector<results::DesignRow> members;
  Points front;

  [[nodiscard]] bool has(const std::string& design) const {
    const auto found = std::lower_bound(
        members.begin(), members.end(), design,
        [](const results::DesignRow& row, const std::string& id) { return row.design < id; });
    return found != members.end() && found->design == design;
  }
};

std::vector<std::string> common_objectives(const std::vector<Side>& sides,
                                           const FrontQuery& query) {
  if (!query.objectives.empty()) {
    for (const Side& side : sides) {
      for (const std::string& name : query.objectives) {
        require_figure(side.run, "--objectives", name);
      }
    }
    return query.objectives;
  }
  std::vector<std::string> names = run_objectives(sides.front().run);
  for (const Side& side : sides) {
    const std::vector<std::string> known = figure_names(side.run);
    std::erase_if(names, [&](const std::string& name) {
      return std::find(known.begin(), known.end(), name) == known.end();
    });
  }
  if (names.empty()) {
    throw std::invalid_argument(
        "the studies have no objective in common; --objectives names figures that all of them "
        "have");
  }
  return names;
}

Json named(const std::vector<std::string>& names, const results::RunRow& run,
           const std::vector<double>& minimised_values) {
  Json json = Json::object();
  for (std::size_t i = 0; i < minimised_values.size(); ++i) {
    json[names[i]] = is_maximised(run, names[i]) ? -minimised_values[i] : minimised_values[i];
  }
  return json;
}

/// Why a design is not on this side's front.
class Absence {
 public:
  Absence(const Side& side, const std::vector<std::string>& objectives, bool filtered,
          const std::set<std::string>& wanted)
      : side_(side), objectives_(objectives), filtered_(filtered) {
    if (!wanted.empty()) {
      side.study->for_each_infeasible([&](const std::string& design, const std::string& reason) {
        if (wanted.count(design) > 0) {
          reasons_[design] = reason;
        }
      });
    }
  }

  [[nodiscard]] std::string reason(const std::string& design) const {
    if (const auto rejected = reasons_.find(design); rejected != reasons_.end()) {
      return "infeasible: " + rejected->second;
    }
    const std::vector<results::DesignRow> found = side_.study->find(design);
    if (found.empty()) {
      return side_.run.retention == "all" && side_.study->progress().finished
                 ? "not in that space"
                 : "not among the designs kept there (store: " + side_.run.retention + ")";
    }
    const Points own = minimised(side_.run, {found.front()}, objectives_);
    for (const results::DesignRow& member : side_.members) {
      const Points other = minimised(side_.run, {member}, objectives_);
      if (own.size() == 1 && other.size() == 1 && covers(other[0], own[0])) {
        return (dominates(other[0], own[0]) ? "dominated by " : "equal to ") + member.design;
      }
    }
    return filtered_ ? "does not fulfil the conditions there" : "not on the front there";
  }

 private:
  const Side& side_;
  const std::vector<std::string>& objectives_;
  bool filtered_;
  std::map<std::string, std::string> reasons_;
};

/// The constants a design is priced with, by the problem its study was made from.
class Pricing {
 public:
  explicit Pricing(const Side& side) : side_(side) {
    try {
      problem_.emplace(reopen_problem(side.run));
    } catch (const std::exception&) {
      // A sweep of another version that cannot be read any more: the run's constants remain.
    }
  }

  [[nodiscard]] std::map<std::string, double> constants(const results::DesignRow& row) const {
    std::map<std::string, double> values;
    if (problem_) {
      try {
        const PlainDesign design = plain_design(*problem_, side_.run, row);
        for (const hwmodel::Constant& constant : design.machine->constants) {
          values[constant.name] = constant.value;
        }
        return values;
      } catch (const std::exception&) {
        values.clear();  // another version of the space: its positions mean other designs here
      }
    }
    for (const results::ConstantRow& constant : side_.run.constants) {
      values[constant.name] = constant.value;
    }
    return values;
  }

 private:
  const Side& side_;
  std::optional<Problem> problem_;
};

bool concerns_accuracy(const Difference& difference) {
  return difference.kind == "sweep" &&
         (difference.name.starts_with("accuracy") || difference.name == "seed");
}

/// What can have moved one objective of one design.
std::vector<std::string> causes(const std::string& objective, const results::DesignRow& before,
                                const results::DesignRow& after, const std::vector<Difference>& all,
                                const Pricing& old_pricing, const Pricing& new_pricing) {
  std::vector<std::string> list;
  const auto say = [&](const Difference& difference) {
    list.push_back(fmt::format("{} {}: {} -> {}", difference.kind, difference.name,
                               difference.before.empty() ? "none" : difference.before,
                               difference.after.empty() ? "none" : difference.after));
  };
  const bool accuracy = objectives().find(objective) != nullptr &&
                        objectives().at(objective).decided_by() == DecidedBy::accuracy;
  if (accuracy) {
    if (before.fidelity != after.fidelity) {
      list.push_back(fmt::format("fidelity: {} -> {}", before.fidelity, after.fidelity));
    }
    for (const Difference& difference : all) {
      if (concerns_accuracy(difference)) {
        say(difference);
      }
    }
  } else {
    const std::map<std::string, double> old_values = old_pricing.constants(before);
    const std::map<std::string, double> new_values = new_pricing.constants(after);
    for (const Difference& difference : all) {
      const auto old_value = old_values.find(difference.name);
      const auto new_value = new_values.find(difference.name);
      const bool used = old_value != old_values.end() || new_value != new_values.end();
      if (difference.kind == "constant" && used) {
        say(difference);
      }
    }
  }
  if (list.empty()) {
    for (const Difference& difference : all) {
      if (difference.kind == "program") {
        say(difference);
      }
    }
  }
  if (list.empty()) {
    list.push_back("nothing that was stored explains it: same version, constants and fidelity");
  }
  return list;
}

Json changed(const Side& from, const Side& to, const std::vector<std::string>& names,
             bool filtered) {
  const auto missing = [](const Side& here, const Side& there) {
    std::set<std::string> designs;
    for (const results::DesignRow& row : here.members) {
      if (!there.has(row.design)) {
        designs.insert(row.design);
      }
    }
    return designs;
  };
  const auto listed = [&](const Side& here, const Side& there) {
    const std::set<std::string> designs = missing(here, there);
    const Absence absence(there, names, filtered, designs);
    Json list = Json::array();
    for (const results::DesignRow& row : here.members) {
      if (designs.count(row.design) == 0) {
        continue;
      }
      Json figures = Json::object();
      for (const std::string& name : names) {
        figures[name] = figure(here.run, row, name);
      }
      list.push_back({{"design", row.design},
                      {"objectives", std::move(figures)},
                      {"because", absence.reason(row.design)}});
    }
    return list;
  };

  Json json = Json::object();
  const std::vector<Difference> all = differences(*from.study, *to.study);
  json["differences"] = Json::array();
  for (const Difference& difference : all) {
    json["differences"].push_back({{"kind", difference.kind},
                                   {"name", difference.name},
                                   {"before", difference.before},
                                   {"after", difference.after}});
  }
  json["gained"] = listed(to, from);
  json["lost"] = listed(from, to);

  // Both streams are sorted by id; one of them is held.
  std::map<std::string, results::DesignRow> old_rows;
  from.study->for_each_design(
      [&](const results::DesignRow& row) { old_rows.emplace(row.design, row); });
  const Pricing old_pricing(from);
  const Pricing new_pricing(to);
  std::uint64_t shared = 0;
  std::uint64_t moved = 0;
  json["moved"] = Json::array();
  to.study->for_each_design([&](const results::DesignRow& row) {
    const auto old_row = old_rows.find(row.design);
    if (old_row == old_rows.end()) {
      return;
    }
    ++shared;
    bool any = false;
    for (const std::string& name : names) {
      const double before = figure(from.run, old_row->second, name);
      const double after = figure(to.run, row, name);
      if (before == after || (std::isnan(before) && std::isnan(after))) {
        continue;
      }
      any = true;
      if (from.has(row.design) || to.has(row.design)) {
        json["moved"].push_back(
            {{"design", row.design},
             {"objective", name},
             {"before", before},
             {"after", after},
             {"relative", before != 0 ? Json(after / before - 1) : Json()},
             {"because", causes(name, old_row->second, row, all, old_pricing, new_pricing)}});
      }
    }
    moved += any ? 1U : 0U;
  });
  json["moved_designs"] = moved;
  json["shared_designs"] = shared;
  return json;
}

}  // namespace

Json comparison(const std::vector<const results::Study*>& studies, const FrontQuery& query) {
  std::vector<Side> sides;
  for (const results::Study* study : studies) {
    Side& side = sides.emplace_back();
    side.study = study;
    side.run = study->run();
  }
  const std::vector<std::string> names = common_objectives(sides, query);
  std::vector<const Points*> fronts;
  for (Side& side : sides) {
    FrontQuery own = query;
    own.objectives = names == run_objectives(side.run) ? std::vector<std::string>() : names;
    side.members = query_front(*side.study, own).members;
    side.front = minimised(side.run, side.members, names);
  }
  for (const Side& side : sides) {
    fronts.push_back(&side.front);
  }
  const Frame frame = frame_of(fronts);

  Json json = Json::object();
  json["objectives"] = names;
  json["ideal"] = named(names, sides.front().run, frame.ideal);
  json["reference"] = named(names, sides.front().run, reference_of(frame));
  json["studies"] = Json::array();
  json["coverage"] = Json::array();
  json["changes"] = Json::array();
  for (const Side& side : sides) {
    const results::Progress progress = side.study->progress();
    const auto alone =
        std::count_if(side.members.begin(), side.members.end(), [&](const results::DesignRow& row) {
          return std::none_of(sides.begin(), sides.end(), [&](const Side& other) {
            return &other != &side && other.has(row.design);
          });
        });
    json["studies"].push_back({{"file", side.study->file()},
                               {"name", side.run.name},
                               {"evaluated", progress.evaluated},
                               {"finished", progress.finished},
                               {"members", side.members.size()},
                               {"alone", alone},
                               {"hypervolume", dominated_share(side.front, frame)}});
    for (const Side& other : sides) {
      if (&other != &side) {
        json["coverage"].push_back({{"of", side.study->file()},
                                    {"over", other.study->file()},
                                    {"share", coverage(side.front, other.front)}});
      }
    }
  }
  for (std::size_t other = 1; other < sides.size(); ++other) {
    Json change = {{"from", sides.front().study->file()}, {"to", sides[other].study->file()}};
    change.update(changed(sides.front(), sides[other], names, !query.conditions.empty()));
    json["changes"].push_back(std::move(change));
  }
  return json;
}

}  // namespace paretree::dse
