#ifndef PARETREE_DSE_EXEC_INTERRUPT_HPP
#define PARETREE_DSE_EXEC_INTERRUPT_HPP

namespace paretree::dse {

/// While it lives, the first SIGINT or SIGTERM only sets a flag, so that a run can stop cleanly; the
/// second one ends the process as if unhandled. One at a time.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  [[nodiscard]] static bool requested();
};

}  // namespace paretree::dse

#endif  // PARETREE_DSE_EXEC_INTERRUPT_HPP
