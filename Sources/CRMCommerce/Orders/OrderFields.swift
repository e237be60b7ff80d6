import CRMCore
import CRMPlatform

/// The fields of an order, with what each may hold: one declaration for requests and for files.
enum OrderFields {
    static let orderID = InputField("orderId", Codec<OrderID>.id, "The shop's own id of the order.")
    static let customerID = InputField("customerId", Codec<CustomerID>.id, "A customer who is not known yet is made.")
    static let placedAt = InputField("placedAt", Codec<Instant>.instant)
    static let updatedAt = InputField(
        "updatedAt", Codec<Instant>.instant,
        "The version of the order; an older one never overwrites a newer one. Default: now.")
    static let status = InputField(
        "status", Codec<OrderStatus>.closedSet, "`paid` and `fulfilled` orders count as purchases.")
    static let currency = InputField("currency", Codec<Currency>.currency, "Default: the account's.")
    static let total = InputField(
        "total", Codec<DecimalNumber>.amount, "In the order's currency, refunds not taken off.")
    static let exchangeRate = InputField(
        "exchangeRate", Codec<DecimalNumber>.decimal(0...1_000_000, decimals: 12),
        "Units of the account's currency for one of the order's; needed when they differ.")
    static let channel = InputField("channel", Codec<String>.text(max: OrderLimits.word))
    static let email = InputField(
        "email", Codec<EmailAddress>.email, "For a customer who is not known yet, as the three below.")
    static let phone = InputField("phone", Codec<PhoneNumber>.phone)
    static let firstName = InputField("firstName", Codec<String>.text(max: OrderLimits.name))
    static let lastName = InputField("lastName", Codec<String>.text(max: OrderLimits.name))

    enum Line {
        static let sku = InputField("sku", Codec<String>.text(max: OrderLimits.name))
        static let name = InputField("name", Codec<String>.text(max: OrderLimits.text))
        static let category = InputField("category", Codec<String>.text(max: OrderLimits.name))
        static let quantity = InputField(
            "quantity", Codec<DecimalNumber>.decimal(0...1_000_000, decimals: 3), "Default: 1.")
        static let unitPrice = InputField("unitPrice", Codec<DecimalNumber>.amount, "In the order's currency.")
    }

    enum Refund {
        static let refundID = InputField(
            "refundId", Codec<String>.text(max: OrderLimits.word),
            "Unique within the order. Default: `refund-1` for the first.")
        static let amount = InputField("amount", Codec<DecimalNumber>.amount, "In the order's currency.")
        static let refundedAt = InputField("refundedAt", Codec<Instant>.instant, "Default: the order's updatedAt.")
        static let reason = InputField("reason", Codec<String>.text(max: OrderLimits.text))
    }
}
