import CRMCore
import CRMPlatform

/// Orders from files.
enum OrderImport {
    static let importer = Importer(
        name: "orders", formats: [generic, shopify, wooAnalytics, wooSuite], scope: .ordersWrite,
        takeBack: { traces, work in try OrderBook(work).takeBack(traces) })

    /// How the rows of one order are read in a format.
    typealias Reading = @Sendable (any ImportRows, ImportDesk) throws(ImportFault) -> OrderCells

    /// Orders of one batch, ready for the database.
    struct Records: ImportRecords {
        private let read: Reading
        private let account: Account
        private var told = ToldOrders()

        var count: Int { told.orders.count }

        init(_ account: Account, _ read: @escaping Reading) {
            self.account = account
            self.read = read
        }

        mutating func add(_ rows: any ImportRows, _ desk: ImportDesk) throws(ImportRefusal) {
            let cells: OrderCells
            do throws(ImportFault) { cells = try read(rows, desk) } catch { throw .fault(error) }
            let sink = ErrorSink()
            guard let input = OrderInput(cells, sink) else { throw .invalid(InvalidRequest(sink.errors)) }
            do throws(InvalidRequest) {
                // A file always tells a version, so that the time of the transaction is not asked for.
                told.append(try OrderDraft(input, account: account, now: cells.updatedAt), input.contact)
            } catch {
                throw .invalid(error)
            }
        }

        func apply(_ work: Work) throws -> [UpsertOutcome] { try OrderBook(work).record(told) }

        func apply(_ work: Work, noting journal: ImportJournal) throws -> [UpsertOutcome] {
            try OrderBook(work).record(told, noting: journal)
        }
    }
}

/// What the exports of shops have in common.
extension OrderImport {
    /// The customer is known by e-mail address, or else by telephone number: so one shop's customers and orders meet,
    /// whichever export they come from. `id` is what the file itself calls the customer, for one who has neither.
    static func shopCustomer(
        _ row: ImportRow, email column: Int, phone: String?, id: String? = nil
    ) throws(ImportFault) -> (id: String, email: String?, phone: PhoneNumber?) {
        let phone = phone.flatMap { PhoneNumber($0) }
        if let email = row.text(column) {
            guard let address = EmailAddress(email) else { throw ImportFault(column, "is no e-mail address") }
            return (address.value, email, phone)
        }
        guard let id = phone?.value ?? id else {
            throw ImportFault(column, "is empty, and there is no telephone number: the customer cannot be told")
        }
        return (id, nil, phone)
    }
}

extension OrderCells {
    /// Takes a whole name apart: the first word is the first name, a single one the last name.
    mutating func setName(_ name: String?) {
        let parts = name?.split(separator: " ", maxSplits: 1)
        firstName = parts.flatMap { $0.count > 1 ? String($0[0]) : nil }
        lastName = parts.flatMap { $0.last.map { String($0).trimmingSpaces() } }
    }
}
