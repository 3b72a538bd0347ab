#include "hwmodel/counted_stages.hpp"

#include <algorithm>

namespace paretree::hwmodel {

namespace {

constexpr std::uint64_t largest_count = std::uint64_t{1} << 62U;  // as Accelerator::count() allows
constexpr std::size_t most_words = std::size_t{1} << 19U;         // 4 MiB, then all is forgotten

constexpr std::array<std::uint64_t Events::*, 8> counted{
    &Events::macs,    &Events::additions,    &Events::multiplications,  &Events::register_accesses,
    &Events::lookups, &Events::weight_reads, &Events::activation_reads, &Events::activation_writes};

bool adds_up(const Accelerator& accelerator, const Array& array) {
  const std::vector<std::string_view> formats = accelerator.formats();
  const bool staged = std::any_of(formats.begin(), formats.end(), [](std::string_view format) {
    return format == "tt" || format == "ht";
  });
  return staged && accelerator.counts_stages_alone(array);
}

}  // namespace

std::size_t CountedStages::Hash::operator()(const Key& key) const {
  std::uint64_t hash = key.kind.empty() ? 0 : static_cast<unsigned char>(key.kind.front());
  for (const std::uint64_t extent : key.extents) {
    hash = (hash ^ extent) * 0x9E3779B97F4A7C15U;
    hash ^= hash >> 32U;
  }
  return hash;
}

CountedStages::CountedStages(const Accelerator& accelerator, const std::vector<Array>& arrays)
    : accelerator_(accelerator), arrays_(arrays) {
  for (std::size_t number = 0; number < arrays.size(); ++number) {
    if (adds_up(accelerator, arrays[number])) {
      taken_.push_back(number);
    }
  }
  sums_.resize(kinds * taken_.size());
}

/// `fill` sees each array taken and the nine words of the row that are its own.
template <typename Fill>
CountedStages::Row CountedStages::add_row(const Key& key, Fill fill) {
  const std::size_t width = taken_.size();
  std::vector<std::uint64_t> words(kinds * width);
  std::array<std::uint64_t, kinds> own{};
  for (std::size_t place = 0; place < width; ++place) {
    fill(arrays_[taken_[place]], place, own);
    for (std::size_t kind = 0; kind < kinds; ++kind) {
      words[kind * width + place] = own[kind];
    }
  }
  const Row row{values_.size(), words.empty() ? 0 : *std::max_element(words.begin(), words.end())};
  values_.insert(values_.end(), words.begin(), words.end());
  rows_.emplace(key, row);
  return row;
}

CountedStages::Row CountedStages::row_of(const MatrixStage& stage, std::uint64_t batch) {
  const Key key{stage.kind, {stage.rows, stage.inner, stage.cols, batch}};
  if (const auto known = rows_.find(key); known != rows_.end()) {
    return known->second;
  }
  LstmWork alone;
  alone.batch = batch;
  alone.stages.push_back(stage);
  return add_row(key, [&](const Array& array, std::size_t /*place*/, auto& words) {
    const StageActivity activity = accelerator_.count(alone, array).stages.front();
    words.front() = activity.cycles;
    for (std::size_t kind = 0; kind < counted.size(); ++kind) {
      words[kind + 1] = activity.events.*counted[kind];
    }
  });
}

/// Requires: sums_ holds the sum over the stages of `work`.
CountedStages::Row CountedStages::rest_of(const LstmWork& work) {
  const bool two_products = std::any_of(work.stages.begin(), work.stages.end(),
                                        [](const MatrixStage& stage) { return stage.recurrent; });
  const Key key{{}, {work.inputs, work.hidden, work.batch, two_products ? 1U : 0U}};
  if (const auto known = rows_.find(key); known != rows_.end()) {
    return known->second;
  }
  LstmWork step = work;
  step.steps = 1;
  return add_row(key, [&](const Array& array, std::size_t place, auto& words) {
    const Activity whole = accelerator_.count(step, array);
    words.front() = whole.cycles_per_step - sums_[place];
    for (std::size_t kind = 1; kind < kinds; ++kind) {
      words[kind] = whole.per_sequence.*counted[kind - 1] - sums_[kind * taken_.size() + place];
    }
  });
}

void CountedStages::add(const Row& row) {
  const std::uint64_t* words = values_.data() + row.first;
  for (std::size_t number = 0; number < sums_.size(); ++number) {
    sums_[number] += words[number];
  }
}

void CountedStages::count(const LstmWork& work, std::vector<Activity>& activities) {
  if (values_.size() > most_words) {
    values_.clear();
    rows_.clear();
  }
  std::fill(sums_.begin(), sums_.end(), 0);
  std::uint64_t most = 0;  // no sum of any kind on any array is more
  const auto take = [&](const Row& row) {
    most = std::min(most + row.largest, largest_count);
    if (most < largest_count) {
      add(row);
    }
  };
  for (const MatrixStage& stage : work.stages) {
    take(row_of(stage, work.batch));
  }
  if (most < largest_count) {
    take(rest_of(work));
  }
  const bool small = most <= largest_count / std::max<std::uint64_t>(work.steps, 1);
  for (std::size_t place = 0; place < taken_.size(); ++place) {
    Activity& activity = activities[taken_[place]];
    if (!small) {  // what exceeds 2^62 is refused there
      activity = accelerator_.count(work, arrays_[taken_[place]]);
      continue;
    }
    activity.stages.clear();
    activity.steps.clear();
    activity.weight_words_per_step.reset();
    activity.expected = false;
    activity.cycles_per_step = sums_[place];
    for (std::size_t kind = 1; kind < kinds; ++kind) {
      activity.per_sequence.*counted[kind - 1] = sums_[kind * taken_.size() + place] * work.steps;
    }
  }
}

}  // namespace paretree::hwmodel
