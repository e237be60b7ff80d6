package import CRMCore

/// Something that is done to many customers at once and can be taken back, offered by the feature that knows how. Whoever
/// keeps the profiles lets callers choose the customers and walks them with it, so that neither knows the other.
package struct BulkAction: Sendable {
    /// As callers write it: `add_tag`.
    package let name: String
    package let summary: String
    /// What a credential needs besides the right to change profiles.
    package let scope: Scope
    /// What the action needs to be told; nil for one that its name says everything of.
    package let parameter: BulkParameter?
    /// Refuses what can be done to nobody, and gives what the told stands for, such as the id of a tag. A trial makes
    /// nothing.
    package let target: Target
    /// Does it to customers who are locked; gives those whom it changed.
    package let apply: Apply
    /// Takes changes back that are still what the action made of them; the customers are locked. Gives whom it took back.
    package let takeBack: TakeBack

    package typealias Target = @Sendable (_ told: BulkArgument, _ isTrial: Bool, Work) throws -> String?
    package typealias Apply = @Sendable ([CustomerKey], BulkArgument, Work) throws -> [BulkChange]
    package typealias TakeBack = @Sendable ([BulkChange], BulkArgument, Work) throws -> [CustomerKey]

    package init(
        _ name: String, _ summary: String, scope: Scope, parameter: BulkParameter? = nil,
        target: @escaping Target = { _, _, _ in nil }, apply: @escaping Apply, takeBack: @escaping TakeBack
    ) {
        self.name = name
        self.summary = summary
        self.scope = scope
        self.parameter = parameter
        self.target = target
        self.apply = apply
        self.takeBack = takeBack
    }
}

/// What a bulk action is told besides its name. Actions with a parameter of one name share it.
package struct BulkParameter: Sendable {
    package let name: String
    /// Reads it from a request as JSON that keeps what was read.
    package let read: @Sendable (ObjectReader, FieldNeed) -> JSON?

    package init<Value>(_ field: InputField<Value>, _ json: @escaping @Sendable (Value) -> JSON) {
        name = field.name
        read = { reader, need in reader.dependent(field.name, field.codec, need, field.summary).map(json) }
    }
}

/// What a bulk action was told.
package struct BulkArgument: Sendable {
    /// Null when it has no parameter.
    package let told: JSON
    /// What that stood for when the action was asked for.
    package let target: String?

    package init(told: JSON, target: String? = nil) {
        self.told = told
        self.target = target
    }

    /// What was told as a text; empty when it is none.
    package var text: String {
        if case .string(let text) = told { text } else { "" }
    }
}

/// What a bulk action did to one customer, as far as it needs to know to take it back.
package struct BulkChange: Sendable {
    package let customer: CustomerKey
    /// What was before, in the action's own words.
    package let before: String?
    /// What tells this change from another one that came to the same.
    package let mark: Int64?

    package init(_ customer: CustomerKey, before: String? = nil, mark: Int64? = nil) {
        self.customer = customer
        self.before = before
        self.mark = mark
    }
}
