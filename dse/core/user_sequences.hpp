#ifndef PARETREE_DSE_CORE_USER_SEQUENCES_HPP
#define PARETREE_DSE_CORE_USER_SEQUENCES_HPP

#include "hwmodel/parameters.hpp"
#include "sweeps/workloads.hpp"
#include "tensor/io/sequences.hpp"

#include <memory>
#include <string>
#include <vector>

namespace paretree::dse {

/// Whether a proxy's value is in bits per character: `dataset: text`.
[[nodiscard]] bool is_text(const hwmodel::Configuration& parameters);
/// What a study calls the data: "fashion-mnist", "npy:x.npy", "text:book.txt".
[[nodiscard]] std::string dataset_name(const hwmodel::Configuration& parameters);

/// Parameters that name the user's own files.
[[nodiscard]] std::vector<hwmodel::Parameter> user_file_parameters();
/// The sequences of `dataset: npy` and `dataset: text`; null for any other.
/// Throws: std::invalid_argument if a file cannot be read or does not fit the workload (both
/// shapes).
[[nodiscard]] std::unique_ptr<const tensor::LabelledSequences> user_sequences(
    const hwmodel::Configuration& parameters, const sweeps::Workload& workload);

}  // namespace paretree::dse

#endif  // PARETREE_DSE_CORE_USER_SEQUENCES_HPP
