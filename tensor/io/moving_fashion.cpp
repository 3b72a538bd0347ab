#include "tensor/io/moving_fashion.hpp"

#include "tensor/lstm/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace paretree::tensor {

namespace {

constexpr std::int64_t enlargement = 3;
constexpr std::int64_t speed = 5;    // pixels per frame
constexpr std::int64_t jitter = 10;  // of the figure's place in the middle of the clip, pixels
constexpr int fragments = 6;
constexpr std::int64_t fragment_side = 12;  // of the image it is cut from
constexpr std::int64_t fragment_enlargement = 2;
constexpr float noise = 0.15F;  // half the width of the uniform noise; a white pixel is 1

// Right, left, down, up, then the diagonals.
constexpr std::int64_t directions[8][2] = {{1, 0}, {-1, 0}, {0, 1},  {0, -1},
                                           {1, 1}, {-1, 1}, {1, -1}, {-1, -1}};

struct Place {
  std::int64_t x = 0;
  std::int64_t y = 0;
};

struct Cut {
  Place from;
  std::int64_t side = 0;
  std::int64_t enlargement = 1;
};

// The lighter of what is there and the figure, which lets its black background through.
void paint(float* frame, const std::uint8_t* image, const Cut& cut, Place at, const float* tint) {
  const auto columns = static_cast<std::int64_t>(MovingFashion::columns);
  const auto rows = static_cast<std::int64_t>(MovingFashion::rows);
  const std::int64_t extent = cut.side * cut.enlargement;
  const auto side = static_cast<std::int64_t>(FashionImages::side);
  for (std::int64_t y = std::max<std::int64_t>(0, -at.y); y < std::min(extent, rows - at.y); ++y) {
    for (std::int64_t x = std::max<std::int64_t>(0, -at.x); x < std::min(extent, columns - at.x);
         ++x) {
      const std::int64_t pixel =
          (cut.from.y + y / cut.enlargement) * side + cut.from.x + x / cut.enlargement;
      const float value = static_cast<float>(image[pixel]) / 255.0F;
      float* target = frame + ((at.y + y) * columns + at.x + x) * 3;
      for (int channel = 0; channel < 3; ++channel) {
        target[channel] = std::max(target[channel], value * tint[channel]);
      }
    }
  }
}

float unit(RandomStream& random) {
  return 0.5F * (random.symmetric() + 1.0F);
}

std::int64_t within(RandomStream& random, std::int64_t low, std::int64_t high) {
  return low + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(high - low + 1)));
}

}  // namespace

struct MovingFashion::Clip {
  RandomStream random;
  std::uint32_t image = 0;
  std::uint64_t label = 0;
  std::uint64_t direction = 0;
};

MovingFashion::MovingFashion(FashionImages images, std::uint64_t frames, std::uint64_t class_count)
    : LabelledSequences(fmt::format("moving-fashion-{}x{}-{}", frames, frame_values, class_count),
                        frames, frame_values, class_count),
      images_(std::move(images)) {
  if (class_count > most_classes) {
    throw std::invalid_argument(
        fmt::format("{} classes of moving figures; 1 to {}", class_count, most_classes));
  }
  const std::uint64_t ends[] = {FashionImages::train,
                                FashionImages::train + FashionImages::validation,
                                images_.labels.size()};
  std::uint64_t image = 0;
  for (std::size_t split = 0; split < 3; ++split) {
    for (; image < ends[split]; ++image) {
      if (images_.labels[image] < class_count) {
        shown_[split].push_back(static_cast<std::uint32_t>(image));
      }
    }
  }
  // Mean and deviation from the first clips of the training split.
  double sum = 0;
  double squares = 0;
  double count = 0;
  std::vector<float> values;
  for (std::uint64_t index = 0; index < std::min<std::uint64_t>(16, size(Split::train)); ++index) {
    draw(Split::train, index, values);
    for (const float value : values) {
      sum += static_cast<double>(value);
      squares += static_cast<double>(value) * static_cast<double>(value);
    }
    count += static_cast<double>(values.size());
  }
  const double mean = sum / count;
  mean_ = static_cast<float>(mean);
  scale_ = static_cast<float>(1.0 / std::sqrt(squares / count - mean * mean));
}

std::uint64_t MovingFashion::size(Split split) const {
  return shown_[static_cast<std::size_t>(split)].size();
}

MovingFashion::Clip MovingFashion::clip(Split split, std::uint64_t index) const {
  assert(index < size(split));
  Clip clip{RandomStream(0x6D6F76696E67U, index * 3 + static_cast<std::uint64_t>(split)),
            shown_[static_cast<std::size_t>(split)][index], 0, 0};
  const std::uint64_t category = images_.labels[clip.image];
  const std::uint64_t motions =
      (classes() - category + FashionImages::categories - 1) / FashionImages::categories;
  if (motions > 1) {
    clip.direction = clip.random.below(motions);
    clip.label = category + FashionImages::categories * clip.direction;
  } else {
    clip.direction = clip.random.below(8);
    clip.label = category;
  }
  return clip;
}

std::uint8_t MovingFashion::label(Split split, std::uint64_t index) const {
  return static_cast<std::uint8_t>(clip(split, index).label);
}

void MovingFashion::draw(Split split, std::uint64_t index, std::vector<float>& values) const {
  Clip clip = this->clip(split, index);
  RandomStream& random = clip.random;
  float background[3];
  float tint[3];
  for (int channel = 0; channel < 3; ++channel) {
    background[channel] = 0.3F * unit(random);
    tint[channel] = 0.6F + 0.4F * unit(random);
  }
  struct Fragment {
    std::uint32_t image = 0;
    Cut cut;
    Place at;
    Place step;
    float tint[3] = {};
  };
  const auto side = static_cast<std::int64_t>(FashionImages::side);
  const auto& images = shown_[static_cast<std::size_t>(split)];
  Fragment clutter[fragments];
  for (Fragment& fragment : clutter) {
    fragment.image = images[random.below(images.size())];
    fragment.cut = {
        {within(random, 0, side - fragment_side), within(random, 0, side - fragment_side)},
        fragment_side,
        fragment_enlargement};
    fragment.at = {within(random, 0, static_cast<std::int64_t>(columns) - 24),
                   within(random, 0, static_cast<std::int64_t>(rows) - 24)};
    fragment.step = {within(random, -2, 2), within(random, -2, 2)};
    for (float& channel : fragment.tint) {
      channel = 0.3F + 0.4F * unit(random);
    }
  }
  const std::int64_t extent = side * enlargement;
  const Place middle{
      (static_cast<std::int64_t>(columns) - extent) / 2 + within(random, -jitter, jitter),
      (static_cast<std::int64_t>(rows) - extent) / 2 + within(random, -jitter, jitter)};
  const std::int64_t* direction = directions[clip.direction];
  const std::uint8_t* pixels = images_.values.data();

  values.resize(steps() * frame_values);
  for (std::uint64_t step = 0; step < steps(); ++step) {
    float* frame = values.data() + step * frame_values;
    for (std::uint64_t k = 0; k < frame_values; k += 3) {
      std::copy(background, background + 3, frame + k);
    }
    const std::int64_t time =
        static_cast<std::int64_t>(step) - static_cast<std::int64_t>(steps()) / 2;
    for (const Fragment& fragment : clutter) {
      paint(frame, pixels + fragment.image * FashionImages::pixels, fragment.cut,
            {fragment.at.x + time * fragment.step.x, fragment.at.y + time * fragment.step.y},
            fragment.tint);
    }
    paint(frame, pixels + clip.image * FashionImages::pixels, {{0, 0}, side, enlargement},
          {middle.x + time * speed * direction[0], middle.y + time * speed * direction[1]}, tint);
  }
  // A byte of the generator per value: frames have a multiple of eight of them.
  static_assert(frame_values % 8 == 0);
  for (std::size_t k = 0; k < values.size(); k += 8) {
    std::uint64_t bytes = random.next();
    for (std::size_t lane = 0; lane < 8; ++lane, bytes >>= 8U) {
      const auto byte = static_cast<int>(bytes & 0xFFU);
      values[k + lane] += (static_cast<float>(byte) - 127.5F) * (noise / 127.5F);
    }
  }
}

std::span<const float> MovingFashion::sequence(Split split, std::uint64_t index,
                                               std::vector<float>& space) const {
  draw(split, index, space);
  for (float& value : space) {
    value = (value - mean_) * scale_;
  }
  return space;
}

}  // namespace paretree::tensor
