#ifndef PARETREE_RESULTS_CHART_METADATA_HPP
#define PARETREE_RESULTS_CHART_METADATA_HPP

#include "results/chart/canvas.hpp"

#include <string>
#include <string_view>

namespace paretree::results {

/// Text between the tags of XML; what XML 1.0 cannot hold becomes U+FFFD.
[[nodiscard]] std::string xml_text(std::string_view text);

/// Adds title and description as elements, and numbers cairo's ids from 0 in order of appearance:
/// cairo counts them over the life of the program, which would make equal pictures differ.
[[nodiscard]] std::string with_svg_metadata(std::string_view svg, const Metadata& metadata);

/// Adds the words of the picture as text elements that are not painted, over the outlines cairo
/// draws them as: outlines look the same without any font, and these can be found, selected, copied
/// and read aloud.
[[nodiscard]] std::string with_svg_text(std::string svg, std::string_view elements,
                                        std::string_view font_family);

/// Adds title and description as text chunks, and the resolution.
[[nodiscard]] std::string with_png_metadata(std::string_view png, const Metadata& metadata,
                                            double dots_per_inch);

/// Overwrites the creation date, the only thing in the file that changes from day to day, with
/// 2000-01-01.
[[nodiscard]] std::string without_pdf_date(std::string pdf);

}  // namespace paretree::results

#endif  // PARETREE_RESULTS_CHART_METADATA_HPP
