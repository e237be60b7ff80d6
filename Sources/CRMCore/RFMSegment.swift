/// The seven segments of the RFM model.
package enum RFMSegment: String, Sendable, Hashable, CaseIterable {
    case champions = "Champions"
    case vip = "VIP"
    case newCustomers = "New Customers"
    case loyalCustomers = "Loyal Customers"
    case potentialLoyalists = "Potential Loyalists"
    case atRisk = "At Risk"
    case lost = "Lost"
}
