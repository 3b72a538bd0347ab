#include "dse/core/identity.hpp"
#include "dse/core/searcher.hpp"

#include <algorithm>
#include <cstdint>

namespace paretree::dse {

namespace {

/// A bijection of [0, size): a four-round Feistel network over the next even number of bits, walked
/// until it lands inside. Sampling without repeats needs no memory of what was drawn.
class Shuffle {
 public:
  Shuffle(std::uint64_t size, std::uint64_t seed) : size_(size) {
    while (half_bits_ < 32 && (std::uint64_t{1} << (2 * half_bits_)) < size) {
      ++half_bits_;
    }
    Random random(seed);
    for (std::uint64_t& key : keys_) {
      key = random.next();
    }
  }

  [[nodiscard]] std::uint64_t at(std::uint64_t index) const {
    do {
      index = permuted(index);
    } while (index >= size_);
    return index;
  }

 private:
  [[nodiscard]] std::uint64_t permuted(std::uint64_t value) const {
    const std::uint64_t mask = (std::uint64_t{1} << half_bits_) - 1;
    std::uint64_t left = value >> half_bits_;
    std::uint64_t right = value & mask;
    for (const std::uint64_t key : keys_) {
      const std::uint64_t mixed = Random(right ^ key).next() & mask;
      left ^= mixed;
      std::swap(left, right);
    }
    return (left << half_bits_) | right;
  }

  std::uint64_t size_;
  unsigned half_bits_ = 1;
  std::uint64_t keys_[4] = {};
};

/// Draws from the whole space, or from each of its blocks in turn until that is empty.
class Draws {
 public:
  Draws(const std::vector<Range>& strata, std::uint64_t seed) {
    for (const Range& range : strata) {
      if (range.size() > 0) {
        strata_.push_back({range, Shuffle(range.size(), seed + strata_.size()), 0});
      }
    }
  }

  /// Requires: fewer draws so far than positions.
  std::uint64_t next() {
    Stratum* stratum = nullptr;
    do {
      stratum = &strata_[turn_];
      turn_ = (turn_ + 1) % strata_.size();
    } while (stratum->drawn == stratum->range.size());
    return stratum->range.first + stratum->shuffle.at(stratum->drawn++);
  }

 private:
  struct Stratum {
    Range range;
    Shuffle shuffle;
    std::uint64_t drawn = 0;
  };
  std::vector<Stratum> strata_;
  std::size_t turn_ = 0;
};

class RandomSearch final : public Searcher {
 public:
  [[nodiscard]] std::string sentence() const override {
    return "Designs drawn without repeats; a baseline, and a sample to judge proxies by.";
  }
  [[nodiscard]] std::vector<hwmodel::Parameter> parameters() const override {
    return {{"designs",
             hwmodel::Parameter::Type::integer,
             std::int64_t{10000},
             1,
             1e12,
             {},
             "Designs to draw; all of them where the space has fewer."},
            {"from",
             hwmodel::Parameter::Type::choice,
             std::string("space"),
             0,
             0,
             {"blocks", "space"},
             "`space`: each design is equally likely, so large blocks have most of the sample; "
             "`blocks`: in turn from each scope, format, factorisation and kind of leaves."}};
  }
  [[nodiscard]] std::uint64_t budget(std::uint64_t space_size,
                                     const hwmodel::Configuration& parameters) const override {
    return std::min(space_size, static_cast<std::uint64_t>(parameters.integer("designs")));
  }
  [[nodiscard]] bool run(BatchEvaluator& evaluator, const hwmodel::Configuration& parameters,
                         std::uint64_t seed) const override {
    const std::uint64_t designs_per_batch = evaluator.draws_per_batch(1000);
    const std::uint64_t designs = budget(evaluator.size(), parameters);
    Draws draws(parameters.has("from") && parameters.choice("from") == "blocks"
                    ? evaluator.blocks()
                    : std::vector<Range>{{0, evaluator.size()}},
                seed);
    std::uint64_t number = 0;
    for (std::uint64_t drawn = 0; drawn < designs; drawn += designs_per_batch, ++number) {
      std::vector<Range> batch;
      for (std::uint64_t index = drawn; index < std::min(designs, drawn + designs_per_batch);
           ++index) {
        const std::uint64_t position = draws.next();
        batch.push_back({position, position + 1});
      }
      if (number < evaluator.finished_batches()) {
        continue;
      }
      // Neighbours share their model half.
      std::sort(batch.begin(), batch.end(),
                [](const Range& a, const Range& b) { return a.first < b.first; });
      if (!evaluator.evaluate(batch, Closing::evaluate_all)) {
        return false;
      }
    }
    return true;
  }
};

}  // namespace

std::unique_ptr<Searcher> make_searcher_random();
std::unique_ptr<Searcher> make_searcher_random() {
  return std::make_unique<RandomSearch>();
}

}  // namespace paretree::dse
