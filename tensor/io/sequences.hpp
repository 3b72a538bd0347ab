#ifndef PARETREE_TENSOR_IO_SEQUENCES_HPP
#define PARETREE_TENSOR_IO_SEQUENCES_HPP

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace paretree::tensor {

enum class Split { train, validation, test };

/// Labelled sequences of `steps` x `inputs` values in three disjoint splits, in memory or made when
/// asked for.
///
/// Thread safety: all members may be called from several threads.
class LabelledSequences {
 public:
  /// Throws: std::invalid_argument unless each is at least 1 and classes at most 256.
  LabelledSequences(std::string name, std::uint64_t steps, std::uint64_t inputs,
                    std::uint64_t classes);
  virtual ~LabelledSequences() = default;

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  [[nodiscard]] std::uint64_t inputs() const { return inputs_; }
  [[nodiscard]] std::uint64_t classes() const { return classes_; }
  [[nodiscard]] virtual std::uint64_t size(Split split) const = 0;
  [[nodiscard]] virtual std::uint8_t label(Split split, std::uint64_t index) const = 0;
  /// [step][input]: what is stored, or what is made now, in `space`, and valid until `space`
  /// changes. The same values on every call.
  [[nodiscard]] virtual std::span<const float> sequence(Split split, std::uint64_t index,
                                                        std::vector<float>& space) const = 0;
  /// Held in memory; 0: next to nothing.
  [[nodiscard]] virtual std::uint64_t bytes() const { return 0; }

 protected:
  LabelledSequences(const LabelledSequences&) = default;
  LabelledSequences(LabelledSequences&&) = default;
  LabelledSequences& operator=(const LabelledSequences&) = default;
  LabelledSequences& operator=(LabelledSequences&&) = default;

 private:
  std::string name_;
  std::uint64_t steps_;
  std::uint64_t inputs_;
  std::uint64_t classes_;
};

/// LabelledSequences in memory.
class SequenceSet final : public LabelledSequences {
 public:
  struct Part {
    std::vector<float> values;  ///< sequence-major: [sequence][step][input]
    std::vector<std::uint8_t> labels;
  };

  SequenceSet(std::string name, std::uint64_t steps, std::uint64_t inputs, std::uint64_t classes,
              Part train, Part validation, Part test);

  [[nodiscard]] std::uint64_t size(Split split) const override;
  [[nodiscard]] std::uint8_t label(Split split, std::uint64_t index) const override;
  [[nodiscard]] std::span<const float> sequence(Split split, std::uint64_t index) const;
  [[nodiscard]] std::span<const float> sequence(Split split, std::uint64_t index,
                                                std::vector<float>&) const override {
    return sequence(split, index);
  }
  [[nodiscard]] std::uint64_t bytes() const override;

 private:
  Part parts_[3];
};

/// Debian's dataset-fashion-mnist as sequences: each 28 x 28 image row by row, `steps` steps of
/// 784 / steps values, scaled to mean 0 and variance 1 over the training split. 50,000 training,
/// 10,000 validation (the last of the 60,000), 10,000 test. Throws: std::invalid_argument unless
/// `steps` divides 784; std::runtime_error naming the file (and the Debian package) if it is
/// missing, truncated or not IDX.
[[nodiscard]] SequenceSet fashion_mnist(const std::string& folder, std::uint64_t steps);
/// Where Debian's package puts it.
[[nodiscard]] std::string default_fashion_mnist_folder();

}  // namespace paretree::tensor

#endif  // PARETREE_TENSOR_IO_SEQUENCES_HPP
