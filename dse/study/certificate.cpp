#include "dse/study/certificate.hpp"

#include "dse/core/identity.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace paretree::dse {

namespace {

constexpr const char* block_prefix = "block/";

}  // namespace

std::string BlockRecord::statement() const {
  return fmt::format("{}{:04}", block_prefix, block);
}

results::Json BlockRecord::json() const {
  return {{"block", block},         {"name", name},
          {"designs", designs},     {"method", method},
          {"classes", classes},     {"classes_done", classes_done},
          {"evaluated", evaluated}, {"closed", closed},
          {"states", states},       {"states_closed", states_closed},
          {"pairs", pairs},         {"pairs_closed", pairs_closed},
          {"joined", joined},       {"joined_closed", joined_closed},
          {"complete", complete}};
}

std::optional<BlockRecord> BlockRecord::parse(const results::CertificateRow& row) {
  const results::Json json = results::Json::parse(row.json, nullptr, false);
  if (row.name.rfind(block_prefix, 0) != 0 || !json.is_object()) {
    return std::nullopt;
  }
  BlockRecord record;
  try {
    const auto read = [&](const char* name, auto& value) { json.at(name).get_to(value); };
    read("block", record.block);
    read("name", record.name);
    read("designs", record.designs);
    read("method", record.method);
    read("classes", record.classes);
    read("classes_done", record.classes_done);
    read("evaluated", record.evaluated);
    read("closed", record.closed);
    read("states", record.states);
    read("states_closed", record.states_closed);
    read("pairs", record.pairs);
    read("pairs_closed", record.pairs_closed);
    read("joined", record.joined);
    read("joined_closed", record.joined_closed);
    read("complete", record.complete);
  } catch (const results::Json::exception&) {
    return std::nullopt;
  }
  return record;
}

std::string block_name(const Space::Block& block) {
  const ModelSpace::Axes& axes = block.model->axes();
  std::vector<std::string> factors;
  for (std::size_t mode = 0; mode < axes.modes.in.size(); ++mode) {
    factors.push_back(mode < axes.modes.out.size()
                          ? fmt::format("{}x{}", axes.modes.in[mode], axes.modes.out[mode])
                          : fmt::format("{}", axes.modes.in[mode]));
  }
  return fmt::format("{} {} {}", axes.scope == tensor::Scope::input ? "input" : "full", tensor::name(axes.kind),
                     fmt::join(factors, " "));
}

std::string space_hash(const std::string& canonical_sweep,
                       const std::vector<results::ConstantRow>& constants) {
  std::string text = canonical_sweep;
  for (const results::ConstantRow& constant : constants) {
    text += fmt::format("{} {:.17g} {}\n", constant.name, constant.value, constant.unit);
  }
  return id_of(text).text();
}

std::string front_hash(std::vector<std::pair<std::string, std::vector<double>>> front) {
  std::sort(front.begin(), front.end());
  std::string text;
  for (const auto& [design, values] : front) {
    text += design;
    for (const double value : values) {
      text += fmt::format(" {:.17g}", value);
    }
    text += '\n';
  }
  return id_of(text).text();
}

results::CertificateRow space_statement(const results::RunRow& run) {
  std::vector<std::string> objectives;
  for (const results::ObjectiveColumn& column : run.columns) {
    if (column.objective) {
      objectives.push_back(column.name);
    }
  }
  const results::Json json = {
      {"designs", run.space},
      {"hash", space_hash(run.canonical_sweep, run.constants)},
      {"objectives", objectives},
      {"outside",
       "orders of execution that are no post order of an ordered tree; redundant rank vectors"}};
  return {"space", json.dump()};
}

results::CertificateRow front_statement(
    std::vector<std::pair<std::string, std::vector<double>>> front, bool complete, double eps) {
  const std::size_t members = front.size();
  const results::Json json = {{"members", members},
                              {"hash", front_hash(std::move(front))},
                              {"complete", complete},
                              {"eps", eps}};
  return {"front", json.dump()};
}

}  // namespace paretree::dse
