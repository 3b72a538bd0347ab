#ifndef PARETREE_RESULTS_STORE_WRITER_LOCK_HPP
#define PARETREE_RESULTS_STORE_WRITER_LOCK_HPP

#include <string>

namespace paretree::results {

/// The right to write a study, held through an flock on `<file>.lock`. The kernel gives it back
/// when the holder dies, so a killed run leaves a file but no lock; a clean end removes the file
/// too.
class WriterLock {
 public:
  /// Throws: StoreError, naming the holder, if another Study (in this or another program) has it.
  explicit WriterLock(const std::string& file);
  ~WriterLock();
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;

 private:
  std::string path_;
  int descriptor_ = -1;
};

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_STORE_WRITER_LOCK_HPP
