#ifndef PARETREE_RESULTS_STORE_STORE_ERROR_HPP
#define PARETREE_RESULTS_STORE_STORE_ERROR_HPP

#include <stdexcept>

namespace paretree::results {

/// The database fails: SQLite's code, the statement and the file are in what().
class StoreError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_STORE_STORE_ERROR_HPP
