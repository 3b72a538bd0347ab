#include "sweeps/state_trace.hpp"

#include "sweeps/grammar.hpp"
#include "sweeps/reader/sections.hpp"
#include "sweeps/yaml/document.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <set>
#include <system_error>

namespace paretree::sweeps {
namespace {

constexpr std::size_t most_bytes = std::size_t{64} << 20U;
constexpr std::string_view header = "step,sequence,kept";

/// One line of a trace, read from left to right.
class Line {
 public:
  /// Reports a fault at a column counted from 0, and does not return.
  using Fail = std::function<void(std::size_t, const std::string&)>;

  Line(std::string_view text, Fail fail) : text_(text), fail_(std::move(fail)) {}

  [[nodiscard]] bool ended() const { return at_ == text_.size(); }
  void fail(std::size_t at, const std::string& message) const { fail_(at, message); }
  /// The number that stands next, which has to be `expected`.
  void must_count(std::string_view what, std::uint64_t expected) {
    const std::size_t begin = at_;
    const std::uint64_t found = number(what);
    if (found != expected) {
      fail(begin, fmt::format("{} {} where {} is due: every step has the same sequences, both are "
                              "counted from 0",
                              what, found, expected));
    }
  }
  void comma() {
    if (ended() || text_[at_] != ',') {
      fail(at_, fmt::format("a comma is missing; a line is '{}'", header));
    }
    ++at_;
  }
  std::uint64_t number(std::string_view what) {
    const std::size_t begin = at_;
    while (!ended() && text_[at_] >= '0' && text_[at_] <= '9') {
      ++at_;
    }
    if (at_ == begin) {
      fail(begin, fmt::format("the number of a {} is missing", what));
    }
    const std::string_view digits = text_.substr(begin, at_ - begin);
    const auto value = to_integer(digits);
    if (!value) {
      fail(begin, fmt::format("'{}' is no number of a {}; allowed are 64 bits, no leading zero",
                              digits, what));
    }
    return static_cast<std::uint64_t>(value.value());
  }
  /// Unit numbers up to the end.
  std::vector<std::uint64_t> units(std::uint64_t hidden) {
    std::vector<std::uint64_t> result;
    while (skip_blanks(), !ended()) {
      const std::size_t begin = at_;
      const std::uint64_t unit = number("unit");
      if (unit >= hidden) {
        fail(begin, fmt::format("unit {}; allowed are 0 to {}", unit, hidden - 1));
      }
      if (!result.empty() && unit <= result.back()) {
        fail(begin, fmt::format("unit {} after unit {}; units ascend", unit, result.back()));
      }
      if (!ended() && text_[at_] != ' ') {
        fail(at_, "units stand apart by blanks");
      }
      result.push_back(unit);
    }
    return result;
  }

 private:
  void skip_blanks() {
    while (!ended() && text_[at_] == ' ') {
      ++at_;
    }
  }
  std::string_view text_;
  Fail fail_;
  std::size_t at_ = 0;
};

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    lines.push_back(line);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

/// Sequences of a step: lines up to the first that does not belong to step 0.
std::size_t sequences_of(const std::vector<std::string_view>& lines) {
  std::size_t count = 0;
  while (count + 1 < lines.size() && lines[count + 1].starts_with("0,")) {
    ++count;
  }
  return count;
}

void check_share(const StateTrace& trace, const std::string& file) {
  if (trace.share <= 0 || trace.share >= 1) {
    throw ParseError(file, {}, "state trace",
                     fmt::format("{} of the states are zero; a trace has some, but not all",
                                 trace.share <= 0 ? "none" : "all"));
  }
}

}  // namespace

StateTrace parse_state_trace(std::string_view text, const std::string& file,
                             const Workload& workload) {
  const std::vector<std::string_view> lines = lines_of(text);
  if (lines.empty() || lines.front() != header) {
    throw ParseError(file, {1, 1}, "state trace", fmt::format("the first line is '{}'", header));
  }
  const std::size_t sequences = sequences_of(lines);
  if (sequences < workload.batch) {
    throw ParseError(file, {static_cast<int>(lines.size()), 1}, "state trace",
                     fmt::format("step 0 has {} sequences; the workload's batch has {}", sequences,
                                 workload.batch));
  }
  StateTrace trace;
  std::uint64_t kept = 0;
  std::size_t joint = 0;
  std::set<std::uint64_t> of_step;
  for (std::size_t number = 1; number < lines.size(); ++number) {
    const std::uint64_t step = (number - 1) / sequences;
    const std::uint64_t sequence = (number - 1) % sequences;
    Line line(lines[number], [&](std::size_t at, const std::string& message) {
      throw ParseError(file, {static_cast<int>(number) + 1, static_cast<int>(at) + 1},
                       "state trace", message);
    });
    line.must_count("step", step);
    line.comma();
    line.must_count("sequence", sequence);
    line.comma();
    const std::vector<std::uint64_t> units = line.units(workload.hidden);
    if (step < workload.steps && sequence < workload.batch) {
      kept += units.size();
      of_step.insert(units.begin(), units.end());
    }
    if (sequence + 1 == sequences && step < workload.steps) {
      joint += of_step.size();
      trace.kept.emplace_back(of_step.begin(), of_step.end());
      of_step.clear();
    }
    if (joint > most_kept_units) {
      line.fail(0, fmt::format("more than {} units are kept in all; take fewer steps: a trace "
                               "shorter than the sequence is repeated",
                               most_kept_units));
    }
  }
  if ((lines.size() - 1) % sequences != 0) {
    throw ParseError(file, {static_cast<int>(lines.size()), 1}, "state trace",
                     fmt::format("the last step has {} of {} sequences",
                                 (lines.size() - 1) % sequences, sequences));
  }
  trace.share = 1 - static_cast<double>(kept) /
                        static_cast<double>(workload.hidden * workload.batch * trace.kept.size());
  check_share(trace, file);
  return trace;
}

std::vector<std::string> kept_texts(const StateTrace& trace) {
  std::vector<std::string> texts;
  for (const auto& units : trace.kept) {
    texts.push_back(fmt::format("{}", fmt::join(units, " ")));
  }
  return texts;
}

StateTrace read_state_trace(const Cursor& cursor, const Workload& workload) {
  if (!cursor.is(Node::Kind::mapping)) {
    const std::string file = cursor.named_file();
    std::error_code unreadable;
    if (!std::filesystem::is_regular_file(file, unreadable)) {
      cursor.fail(
          fmt::format("there is no file {}; allowed: a trace as CSV, its path relative to "
                      "the sweep's folder",
                      file));
    }
    return parse_state_trace(read_text(file, {.bytes = most_bytes}), file, workload);
  }
  cursor.only(grammar_names("workload.state_trace"));
  StateTrace trace;
  const Cursor share = cursor.get("share", "workload.state_trace.share");
  trace.share = share.number();
  if (!(trace.share > 0 && trace.share < 1)) {
    share.fail(fmt::format("{}; allowed is a share above 0 and below 1", trace.share));
  }
  for (const Cursor& step : cursor.get("kept", "workload.state_trace.kept").items()) {
    if (!step.is(Node::Kind::scalar)) {
      step.fail(fmt::format("{} is no text of unit numbers such as \"0 3 7\"", step.found()));
    }
    trace.kept.push_back(Line(step.node().text, [&](std::size_t, const std::string& message) {
                           step.fail(message);
                         }).units(workload.hidden));
  }
  return trace;
}

}  // namespace paretree::sweeps
