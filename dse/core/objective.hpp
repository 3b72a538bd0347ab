#ifndef PARETREE_DSE_CORE_OBJECTIVE_HPP
#define PARETREE_DSE_CORE_OBJECTIVE_HPP

#include "dse/core/model_half.hpp"
#include "hwmodel/accelerator.hpp"
#include "hwmodel/registry.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace paretree::dse {

enum class Sense { minimise, maximise };

/// `no`: a design that costs no more in any count, energy, time or area may still be worse (a ratio
/// of two costs). A search that closes regions by lower bounds refuses such objectives.
enum class Monotone { yes, no };

/// Which half fixes a figure; `accuracy` is fixed by the format alone.
enum class DecidedBy { model, hardware, both, accuracy };

/// Everything an objective may read of one design. Null where it was not needed.
struct Figures {
  const ModelCounts* model = nullptr;
  const hwmodel::Machine* machine = nullptr;
  const hwmodel::Estimate* cost = nullptr;
  double accuracy_axis = 0;  ///< the accuracy proxy's value for the format
};

/// One figure of merit. The file's name is its name and ends in its unit.
class Objective {
 public:
  virtual ~Objective() = default;
  [[nodiscard]] virtual std::string sentence() const = 0;
  [[nodiscard]] virtual Sense sense() const = 0;
  [[nodiscard]] virtual DecidedBy decided_by() const = 0;
  [[nodiscard]] virtual Monotone monotone() const = 0;
  /// Requires: the figures that decided_by() names are present.
  [[nodiscard]] virtual double value(const Figures& figures) const = 0;
};

[[nodiscard]] const hwmodel::Registry<Objective>& objectives();
[[nodiscard]] std::vector<std::pair<std::string, std::unique_ptr<Objective>>> objective_table();

/// An objective made of a sentence and a function, so that a file of one is a few lines.
[[nodiscard]] std::unique_ptr<Objective> make_simple_objective(std::string sentence, Sense sense,
                                                               DecidedBy decided_by,
                                                               Monotone monotone,
                                                               double (*value)(const Figures&));

}  // namespace paretree::dse

#endif  // PARETREE_DSE_CORE_OBJECTIVE_HPP
