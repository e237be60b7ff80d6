import CRMCore
import CRMPlatform

/// What the exports of WooCommerce have in common.
enum WooCommerce {
    /// The order's status behind one of the shop's, written as a word or as a label: `on-hold`, `wc-on-hold`, `On hold`.
    static func status(_ row: ImportRow, _ column: Int) throws(ImportFault) -> String {
        guard let text = row.text(column) else { throw ImportFault(column, "is empty") }
        let word = text.lowercased().replacing(" ", with: "-")
        switch word.hasPrefix("wc-") ? String(word.dropFirst(3)) : word {
        case "completed": return OrderStatus.fulfilled.rawValue
        case "processing": return OrderStatus.paid.rawValue
        case "on-hold", "pending", "pending-payment", "checkout-draft", "draft": return OrderStatus.pending.rawValue
        case "cancelled", "failed": return OrderStatus.cancelled.rawValue
        case "refunded": return OrderStatus.refunded.rawValue
        default: throw ImportFault(column, "\"\(text.prefix(40))\" is no status of WooCommerce")
        }
    }

    /// Quantities and names out of `2× Tea, green, 1× Mug`: a comma ends a product only before the next quantity.
    static func products(_ text: String) -> [(quantity: DecimalNumber, name: String)] {
        var products: [(quantity: DecimalNumber, name: String)] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "×", maxSplits: 1)
            if sides.count == 2, let quantity = DecimalNumber(String(sides[0]).trimmingSpaces()) {
                products.append((quantity, String(sides[1]).trimmingSpaces()))
            } else if let last = products.popLast() {
                products.append((last.quantity, last.name + "," + part))
            } else {
                products.append((OrderLimits.oneUnit, String(part).trimmingSpaces()))
            }
        }
        return products.map { ($0.quantity, $0.name.trimmingSpaces()) }.filter { !$0.name.isEmpty }
    }
}
