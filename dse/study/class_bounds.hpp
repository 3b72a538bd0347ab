#ifndef PARETREE_DSE_STUDY_CLASS_BOUNDS_HPP
#define PARETREE_DSE_STUDY_CLASS_BOUNDS_HPP

#include "dse/pareto/archive.hpp"
#include "dse/study/fleet.hpp"
#include "dse/study/plan_recursion.hpp"
#include "hwmodel/accelerator.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace paretree::dse {

/// What every plan of a block has besides its decomposed matrix, per step.
struct RestOfPlan {
  hwmodel::LstmWork work;      ///< without the decomposed stages; its steps are the sequence's
  hwmodel::Activity activity;  ///< of one step, on the class's array
  std::uint64_t parameters = 0;
  std::uint64_t macs = 0;  ///< of the sequence
};

/// Objectives that can only get worse when a sum of a plan grows, as exact integers to be
/// minimised. `core_energy_pj` is not one of them: weights that no longer fit are read from the
/// chip's memory less often.
[[nodiscard]] bool is_exact_objective(const std::string& name);

/// Whether nothing on `b` costs less than on `a`, whatever runs on it. Requires: equal arrays and
/// activation capacities; a streamed weight costs no less than reading it on chip.
[[nodiscard]] bool nowhere_dearer(const hwmodel::Machine& a, const hwmodel::Machine& b);

/// Lower bounds of what a plan with given sums can cost on the machines of one class (one array,
/// one activation memory), compared with exact vectors of evaluated feasible designs.
///
/// Machines with one size and width of weight memory are one group, bounded by its cheapest
/// constants: streamed weights and the time they take differ between groups by more than everything
/// else.
/// Thread safety: one thread at a time.
class ClassBounds {
 public:
  /// `objectives`: exact ones, in the order of the vectors in `known`. `eps`: what a known design
  /// comes within this factor of, less one, is closed too.
  ClassBounds(const std::vector<std::string>& objectives,
              const std::vector<const hwmodel::Machine*>& machines, const RestOfPlan& rest,
              const Archive& known, double eps = 0);

  /// What open() wants to know about the sums of a plan.
  [[nodiscard]] const std::vector<PlanForm>& forms() const { return forms_; }
  /// All groups, one bit each.
  [[nodiscard]] PlanRecursion::Groups groups() const;
  /// The group of a machine.
  [[nodiscard]] PlanRecursion::Groups group_of(const hwmodel::Machine& machine) const;
  /// Those of the groups on which no known design dominates everything whose forms are at least
  /// these. Complexity: O(groups) queries of the archive.
  [[nodiscard]] PlanRecursion::Groups open(const PlanBound& least,
                                           PlanRecursion::Groups groups) const;

 private:
  struct Group {
    hwmodel::Machine lowest;
    std::uint64_t least_area_um2 = 0;
    std::uint64_t last_capacity = 0;  ///< of weights, and their width: of its last member
    std::uint64_t last_bits = 0;
    double rest_fj = 0;  ///< per step: rest of the plan and the words at the edge, cycles left out
    std::size_t energy_form = 0;  ///< cycles left out
    /// Members of `known` that beat the last bounds: they will likely beat the next one too.
    mutable std::array<std::size_t, 4> winners{};
  };
  void group(const std::vector<const hwmodel::Machine*>& machines);
  void make_forms();
  [[nodiscard]] static PlanForm energy_form(const hwmodel::Machine& machine);
  void find_vector(const Group& group, const PlanBound& least) const;

  enum class Kind : std::uint8_t {
    capacity,
    energy,
    latency,
    area,
    parameters,
    matrix_parameters,
    macs,
    matrix_macs
  };
  [[nodiscard]] bool reads(Kind kind) const;
  [[nodiscard]] bool beaten(const Group& group) const;

  std::vector<Kind> objectives_;
  const RestOfPlan& rest_;
  const Archive& known_;
  double eps_;
  std::vector<Group> groups_;
  std::vector<PlanForm> forms_;
  std::size_t macs_form_ = 0;
  mutable std::vector<double> vector_;
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_STUDY_CLASS_BOUNDS_HPP
