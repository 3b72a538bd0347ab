#ifndef PARETREE_TENSOR_IO_MOVING_FASHION_HPP
#define PARETREE_TENSOR_IO_MOVING_FASHION_HPP

#include "tensor/io/fashion_images.hpp"
#include "tensor/io/sequences.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace paretree::tensor {

/// Labelled colour clips of 120 rows x 160 columns x 3 = 57,600 values per frame, the shape of the
/// video workloads, made of Fashion-MNIST figures when asked for and never stored.
///
/// A clip shows one figure, three times enlarged and tinted, that drifts over a plain background
/// with six fragments of other figures (clutter) and noise on every value. One clip per image of
/// the split. With at most ten classes the label is the figure's category, and only categories
/// below `classes` are shown; beyond, label = category + 10 * motion, where motion is one of eight
/// directions of drift. Where a category has one label its figures drift in any direction.
///
/// Thread safety: const members may be called from several threads.
/// Complexity: about 0.5 M elementary steps per frame (one noise value each).
class MovingFashion final : public LabelledSequences {
 public:
  static constexpr std::uint64_t rows = 120;
  static constexpr std::uint64_t columns = 160;
  static constexpr std::uint64_t channels = 3;
  static constexpr std::uint64_t frame_values = rows * columns * channels;
  static constexpr std::uint64_t most_classes = 80;

  /// Throws: std::invalid_argument for 0 or more than 80 classes, or no frames.
  MovingFashion(FashionImages images, std::uint64_t frames, std::uint64_t classes);

  [[nodiscard]] std::uint64_t size(Split split) const override;
  [[nodiscard]] std::uint8_t label(Split split, std::uint64_t index) const override;
  [[nodiscard]] std::span<const float> sequence(Split split, std::uint64_t index,
                                                std::vector<float>& space) const override;

  [[nodiscard]] std::uint64_t bytes() const override {
    return images_.values.size() + images_.labels.size();
  }

 private:
  struct Clip;
  [[nodiscard]] Clip clip(Split split, std::uint64_t index) const;
  void draw(Split split, std::uint64_t index, std::vector<float>& values) const;

  FashionImages images_;
  std::array<std::vector<std::uint32_t>, 3> shown_;  ///< image of each clip, by split
  float mean_ = 0;
  float scale_ = 1;
};

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_IO_MOVING_FASHION_HPP
