#ifndef PARETREE_DSE_SPACE_SPACE_HPP
#define PARETREE_DSE_SPACE_SPACE_HPP

#include "dse/core/objective.hpp"
#include "dse/space/expression.hpp"
#include "dse/space/hardware_space.hpp"
#include "dse/space/model_space.hpp"
#include "sweeps/sweep.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace paretree::dse {

/// A count that may pass 2^64.
__extension__ typedef unsigned __int128 BigCount;  // NOLINT(modernize-use-using)
[[nodiscard]] std::string decimal(BigCount count);

/// A condition over results (and axes): filters designs, which are stored as infeasible with its
/// text.
struct ResultConstraint {
  std::string text;  ///< as written; with `when`: "condition when condition"
  Expression condition;
  std::optional<Expression> when;
  DecidedBy decided_by = DecidedBy::both;
  std::vector<std::string> reads;  ///< objectives it reads
  std::size_t number = 0;          ///< position in the sweep's list
};

/// Why combinations are not in the space, or are filtered.
struct Exclusion {
  std::string constraint;         ///< the text, or "compatibility", "redundant ranks"
  std::string kind;               ///< axis, result, compatibility, redundant
  std::optional<BigCount> count;  ///< designs; unset where only evaluating every design would tell
};

/// The designs of a sweep, addressed by position. Nothing is materialised: a position is decoded by
/// mixed radix into a plan (model half without bits) and a hardware half.
///
///     position = block.first + plan * block.stride + slot.offset + hardware index
///
/// A block is one ModelSpace; its slots are the triples (weight bits, state sparsity, template)
/// that make sense together.
class Space {
 public:
  struct Slot {
    int weight_bits = 16;
    double state_sparsity = 0;
    std::size_t bits_index = 0;  ///< of the sweep's pairs of both: the widths of one sparsity apart
    std::shared_ptr<const HardwareSpace> hardware;
    std::uint64_t hardware_base = 0;  ///< first hardware key of the template
    std::uint64_t offset = 0;
  };
  struct Block {
    std::shared_ptr<const ModelSpace> model;
    std::vector<Slot> slots;
    std::uint64_t stride = 0;  ///< designs per plan
    std::uint64_t first = 0;
    std::uint64_t first_plan = 0;  ///< over all blocks
    std::uint64_t first_format = 0;

    [[nodiscard]] std::uint64_t size() const { return model->plans() * stride; }
  };
  /// A position decoded.
  struct Address {
    std::size_t block = 0;
    std::uint64_t plan = 0;
    std::size_t slot = 0;
    std::uint64_t hardware = 0;
  };

  /// Throws: sweeps::ParseError if it is empty, saying which constraint emptied it, if an
  /// expression is wrong or couples too many axes, or if it has 2^63 or more designs.
  [[nodiscard]] static Space compile(const sweeps::Sweep& sweep);

  [[nodiscard]] const std::vector<Block>& blocks() const { return blocks_; }
  /// What training found out about pruned states: model halves carry it from then on.
  [[nodiscard]] TrainedStatesTable& trained_states() const { return *trained_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] std::uint64_t formats() const { return formats_; }  ///< with weight bits
  [[nodiscard]] std::uint64_t model_halves() const { return model_halves_; }
  /// Distinct ones; exact below four million a template, then an upper bound where constraints mix
  /// hardware axes with model axes.
  [[nodiscard]] std::uint64_t hardware_halves() const { return hardware_halves_; }
  [[nodiscard]] const std::vector<Exclusion>& exclusions() const { return exclusions_; }
  [[nodiscard]] const std::vector<ResultConstraint>& result_constraints() const {
    return result_constraints_;
  }
  /// Axis names that expressions may read, in the order of axis_values().
  [[nodiscard]] const std::vector<std::string>& expression_names() const { return names_; }
  /// Fills the numbers of expression_names() that are axes; objectives' slots are left alone.
  void axis_values(const ModelHalf& half, const std::string& template_name,
                   const hwmodel::Configuration& configuration, std::vector<double>& values) const;
  /// Slot of a name in expression_names(). Requires: it is one.
  [[nodiscard]] std::size_t slot_of(const std::string& name) const;

  /// Requires: position < size().
  [[nodiscard]] Address decode(std::uint64_t position) const;
  [[nodiscard]] std::uint64_t encode(const Address& address) const;
  [[nodiscard]] ModelHalf model_half(const Address& address) const;
  [[nodiscard]] hwmodel::Configuration configuration(const Address& address) const;
  /// Keys of halves in a study: the same for any order of evaluation.
  [[nodiscard]] std::uint64_t model_key(std::size_t block, std::uint64_t plan,
                                        std::size_t bits_index) const;
  [[nodiscard]] std::uint64_t hardware_key(const Address& address) const;

 private:
  friend class SpaceCompiler;
  std::vector<Block> blocks_;
  std::shared_ptr<TrainedStatesTable> trained_ = std::make_shared<TrainedStatesTable>();
  std::uint64_t size_ = 0;
  std::uint64_t formats_ = 0;
  std::uint64_t model_halves_ = 0;
  std::uint64_t hardware_halves_ = 0;
  std::size_t bits_count_ = 1;
  std::vector<Exclusion> exclusions_;
  std::vector<ResultConstraint> result_constraints_;
  std::vector<std::string> names_;
};

/// Whether a template runs a format at a weight width with so many zero states: the rule behind
/// `compatibility`.
[[nodiscard]] bool compatible(const hwmodel::Accelerator& accelerator, tensor::FormatKind kind,
                              int weight_bits, double state_sparsity);

/// {template, mapping, pes, ...} in canonical order: the hardware half's JSON and, dumped, its
/// text.
[[nodiscard]] results::Json hardware_json(const std::string& template_name,
                                          const hwmodel::Configuration& configuration);
[[nodiscard]] Id hardware_id(const results::Json& hardware);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_SPACE_SPACE_HPP
