import CRMApp
import CRMCore
import Testing

@Suite struct SampleShopTests {
    /// Made once for all tests.
    private static let shared: (shop: SampleShop, lastDay: CalendarDay, currency: Currency, calendar: DayCalendar)? = {
        guard let calendar = DayCalendar(identifier: "Europe/Berlin"), let currency = Currency("EUR"),
            let lastDay = CalendarDay(iso: "2025-10-07")
        else { return nil }
        let shop = SampleShop(seed: 7, customers: 1200, endingOn: lastDay, currency: currency, calendar: calendar)
        return (shop, lastDay, currency, calendar)
    }()

    private let shop: SampleShop
    private let lastDay: CalendarDay
    private let currency: Currency
    private let calendar: DayCalendar

    init() throws {
        (shop, lastDay, currency, calendar) = try #require(Self.shared)
    }

    @Test func theSameSeedGivesTheSameShopAndAnotherSeedAnother() {
        let again = SampleShop(seed: 7, customers: 1200, endingOn: lastDay, currency: currency, calendar: calendar)
        #expect(again == shop)
        let other = SampleShop(seed: 8, customers: 1200, endingOn: lastDay, currency: currency, calendar: calendar)
        #expect(SampleShopDigest(other) != SampleShopDigest(shop))
    }

    /// Fails when a platform computes other numbers, and whenever the generator itself is changed on purpose.
    @Test func theShopOfThisSeedIsTheSameOnEveryPlatform() throws {
        let small = try SampleShop(
            seed: 1, customers: 300, endingOn: #require(CalendarDay(iso: "2025-01-31")), currency: currency,
            calendar: .utc)
        #expect(SampleShopDigest(small).value == 11_118_825_471_328_852_718)
    }

    @Test func customersHaveUniqueIdsAddressesAndNumbers() {
        let customers = shop.customers
        #expect(customers.count == 1200)
        #expect(customers.first?.customerId == "C-10001")
        #expect(Set(customers.map(\.customerId)).count == customers.count)
        #expect(Set(customers.map(\.email)).count == customers.count)
        let phones = customers.compactMap(\.phone)
        #expect(Set(phones).count == phones.count)
        #expect(phones.count > customers.count / 3)
    }

    @Test func contactsAreValidAndBelongToNobody() {
        let reserved = ["example.com", "example.org", "example.net"]
        let numbers = ["+447700900", "+493023125", "+3363998"]
        for customer in shop.customers {
            #expect(EmailAddress(customer.email)?.value == customer.email)
            #expect(reserved.contains { customer.email.hasSuffix("@\($0)") })
            #expect(customer.email.utf8.allSatisfy { $0 < 0x80 })
            guard let phone = customer.phone else { continue }
            #expect(PhoneNumber(phone)?.value == phone)
            let isAmerican = phone.hasPrefix("+1") && phone.count == 12 && phone.dropFirst(5).hasPrefix("55501")
            #expect(isAmerican || numbers.contains { phone.hasPrefix($0) })
        }
    }

    @Test func everyAccentedLetterOfANameHasAPlainOne() {
        for customer in shop.customers {
            let letters = (customer.firstName + customer.lastName).filter(\.isLetter).count
            let local = customer.email.prefix { $0 != "@" }.filter(\.isLetter).count
            // Either the whole name, or its initial and the last name.
            let initialAndLast = 1 + customer.lastName.filter(\.isLetter).count
            #expect(
                local >= min(letters, initialAndLast), "\(customer.firstName) \(customer.lastName) \(customer.email)")
        }
    }

    @Test func companiesHaveNamesAndPeopleHaveBirthdays() {
        for customer in shop.customers {
            #expect((customer.companyName == nil) == (customer.kind == .retail))
            #expect(DayCalendar(identifier: customer.timeZone) != nil)
            #expect(!customer.attributes.isEmpty)
        }
        let today = lastDay
        let birthdays = shop.customers.compactMap(\.birthday)
        #expect(birthdays.count > shop.customers.count / 3)
        #expect(birthdays.allSatisfy { (18 * 365...92 * 366).contains(today.number - $0.number) })
        #expect(Set(shop.customers.map(\.kind)) == Set(SampleCustomer.Kind.allCases))
        #expect(Set(shop.customers.map(\.source)) == Set(SampleCustomer.Source.allCases))
    }

    @Test func linesComeFromTheCatalogueAndSumToTheTotal() {
        let products = SampleProduct.catalogue
        #expect((55...65).contains(products.count))
        let names = Dictionary(uniqueKeysWithValues: products.map { ($0.sku, $0.name) })
        for order in shop.orders {
            #expect(!order.lines.isEmpty)
            #expect(order.total == order.lines.reduce(0) { $0 + Int64($1.quantity) * $1.unitPrice })
            #expect(order.total > 0)
            #expect(Set(order.lines.map(\.sku)).count == order.lines.count)
            #expect(order.lines.allSatisfy { $0.quantity > 0 && $0.unitPrice > 0 })
            #expect(order.lines.allSatisfy { names[$0.sku] == $0.name })
        }
    }

    @Test func refundsFitTheirOrderAndItsStatus() {
        for order in shop.orders {
            #expect(order.refunded <= order.total)
            #expect((order.status == .refunded) == (order.refunded == order.total))
            #expect(order.refunds.isEmpty || order.status == .refunded || order.status == .fulfilled)
            #expect(order.refunds.allSatisfy { $0.amount > 0 && $0.refundedAt > order.placedAt })
            #expect(order.refunds.allSatisfy { $0.refundedAt <= order.updatedAt })
        }
    }

    @Test func orderNumbersRiseWithTime() {
        #expect(shop.orders.map(\.orderId) == (0..<shop.orders.count).map { String(1001 + $0) })
        #expect(zip(shop.orders, shop.orders.dropFirst()).allSatisfy { $0.placedAt <= $1.placedAt })
        #expect(zip(shop.customers, shop.customers.dropFirst()).allSatisfy { $0.createdAt <= $1.createdAt })
    }

    @Test func nothingHappensBeforeTheCustomerCameOrAfterTheLastDay() {
        let opening = calendar.start(of: lastDay.advanced(days: 1 - SampleShop.openDays))
        let end = calendar.start(of: lastDay.advanced(days: 1))
        let arrivals = Dictionary(uniqueKeysWithValues: shop.customers.map { ($0.customerId, $0.createdAt) })
        #expect(shop.customers.allSatisfy { $0.createdAt >= opening && $0.createdAt < end })
        for order in shop.orders {
            #expect(arrivals[order.customerId].map { $0 <= order.placedAt } == true)
            #expect(order.placedAt <= order.updatedAt && order.updatedAt < end)
        }
    }

    @Test func aShopOfNobodyIsEmpty() {
        let empty = SampleShop(seed: 1, customers: 0, endingOn: lastDay, currency: currency, calendar: calendar)
        #expect(empty.customers.isEmpty && empty.orders.isEmpty)
    }

    @Test(arguments: [("JPY", 2000), ("EUR", 2000), ("KWD", 20_000)] as [(String, Int64)])
    func pricesFollowTheDecimalsOfTheCurrency(code: String, least: Int64) throws {
        let currency = try #require(Currency(code))
        let shop = SampleShop(seed: 3, customers: 60, endingOn: lastDay, currency: currency, calendar: .utc)
        #expect(shop.orders.allSatisfy { $0.currency == currency && $0.total >= least })
    }
}
