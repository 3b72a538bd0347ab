#include "tensor/lstm/state_pruning.hpp"

#include <algorithm>
#include <cmath>

namespace paretree::tensor {

float StateThreshold::quantile(std::span<float> magnitudes, double share) {
  const auto place = static_cast<std::ptrdiff_t>(share * static_cast<double>(magnitudes.size()));
  const auto chosen = magnitudes.begin() + place;
  std::nth_element(magnitudes.begin(), chosen, magnitudes.end());
  return *chosen;
}

void StateThreshold::follow(std::uint64_t step, std::span<float> magnitudes) {
  const double passed = static_cast<double>(step + 1) / static_cast<double>(steps_);
  const float wanted = quantile(magnitudes, share_ * std::min(1.0, 4 * passed));
  const double slow = std::min(0.5, 20 / static_cast<double>(steps_));
  value_ += static_cast<float>(passed <= 0.25 ? std::max(0.2, slow) : slow) * (wanted - value_);
}

PrunedStateCount::PrunedStateCount(std::size_t steps, std::size_t hidden,
                                   std::size_t joint_sequences, float threshold)
    : steps_(steps),
      hidden_(hidden),
      group_(joint_sequences),
      threshold_(threshold),
      kept_of_group_(steps * hidden),
      kept_(steps) {}

void PrunedStateCount::add(std::size_t step, std::span<const float> states) {
  char* kept_of_group = kept_of_group_.data() + step * hidden_;
  const bool traced = groups_ == 0;
  if (traced) {
    kept_[step].emplace_back();
  }
  for (std::size_t unit = 0; unit < hidden_; ++unit) {
    if (std::abs(states[unit]) < threshold_) {
      ++zeros_;
      continue;
    }
    kept_of_group[unit] = 1;
    if (traced) {
      kept_[step].back().push_back(static_cast<std::uint32_t>(unit));
    }
  }
  if (step + 1 == steps_) {
    ++sequences_;
    if (sequences_ % group_ == 0) {
      close_group();
    }
  }
}

void PrunedStateCount::close_group() {
  ++groups_;
  joint_zeros_ +=
      static_cast<std::uint64_t>(std::count(kept_of_group_.begin(), kept_of_group_.end(), char{0}));
  std::fill(kept_of_group_.begin(), kept_of_group_.end(), char{0});
}

PrunedStates PrunedStateCount::result() const {
  const auto of_one = static_cast<double>(steps_ * hidden_);
  const auto share = [of_one](std::uint64_t zeros, std::uint64_t count) {
    return count > 0 ? static_cast<double>(zeros) / (of_one * static_cast<double>(count)) : 0.0;
  };
  return {.threshold = static_cast<double>(threshold_),
          .share = share(zeros_, sequences_),
          .joint_share = share(joint_zeros_, groups_),
          .kept = kept_};
}

}  // namespace paretree::tensor
